"""The screens, a module each. A view is given the desk, has a title and can refresh itself."""
