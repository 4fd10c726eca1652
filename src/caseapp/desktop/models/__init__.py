"""Table models with named columns; they sort and filter themselves, without a proxy."""
