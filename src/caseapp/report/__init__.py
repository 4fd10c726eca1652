"""Paper: PDF documents made with reportlab from what a service hands over."""
