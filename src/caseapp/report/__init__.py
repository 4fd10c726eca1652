"""Paper: PDF documents made with reportlab from what a service hands over.

`blocks` says what a page can hold; `overdue`, `queue`, `case`, `evb` and others put their papers together of
them, and `press` prints them. `chart` says what a chart shows, and `chart_drawing` makes shapes of it, alike
for paper and screen. Knows no database; loads reportlab when something is printed or measured.
"""
