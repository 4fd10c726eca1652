"""Paper: PDF documents made with reportlab from what a service hands over.

`blocks` says what a page can hold, `overdue`, `queue` and `case` put their papers together of blocks,
`press` prints them. Knows no database; loads reportlab when something is printed.
"""
