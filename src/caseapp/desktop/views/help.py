"""The handbook in a window of its own: Markdown pages under `resources/help`, one for each view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QUrl
from PySide6.QtGui import (
    QKeySequence,
    QShortcut,
    QTextBlockFormat,
    QTextCursor,
    QTextDocument,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
)
from PySide6.QtWidgets import (
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSplitter,
    QTextBrowser,
    QWidget,
)

from caseapp.desktop import theme
from caseapp.desktop.forms import child, fill
from caseapp.files import resource

if TYPE_CHECKING:
    from caseapp.desktop.desk import Desk

PAGES = (
    "index",
    "laget-idag",
    "koer",
    "arende",
    "ej-verkstallda",
    "lex-sarah",
    "import",
    "rakna-frist",
    "rapporter",
    "statistik",
    "matt",
    "matt-anmalan",
    "matt-utredning",
    "matt-insats",
    "matt-placering",
    "matt-vald",
    "matt-forsorjning",
    "matt-ovrigt",
    "prognos",
    "kommandon",
    "integritet",
    "regler",
    "installningar",
)
"""The table of contents, in order."""
TOPICS = {
    "overview": "laget-idag",
    "queues": "koer",
    "case": "arende",
    "evb": "ej-verkstallda",
    "lex_sarah": "lex-sarah",
    "statistics": "statistik",
    "import": "import",
    "calculator": "rakna-frist",
    "reports": "rapporter",
    "settings": "installningar",
    "welcome": "index",
}
"""Which page belongs to which view."""
_PAGE = Qt.ItemDataRole.UserRole


class HelpWindow(QWidget):
    """Table of contents to the left, the page to the right; back and forward as in a browser."""

    title = "Handbok"

    def __init__(self, desk: Desk) -> None:
        self._ready = False
        super().__init__()
        self._desk = desk
        self._texts = {page: read_page(page) for page in PAGES}
        self._back: list[str] = []
        self._forward: list[str] = []
        self._shown = ""
        self.setWindowTitle("Handbok – caseapp")
        self.resize(920, 680)
        form = fill(self, "help")
        self._contents = child(form, QListWidget, "contents")
        self._search = child(form, QLineEdit, "search")
        self._browser = child(form, QTextBrowser, "page_")
        splitter = child(form, QSplitter, "splitter")
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([200, 720])
        self._browser.anchorClicked.connect(self._follow)
        self._contents.currentItemChanged.connect(self._chosen)
        self._search.textChanged.connect(self._fill)
        self._search.returnPressed.connect(self._to_contents)
        child(form, QPushButton, "back").clicked.connect(self.back)
        child(form, QPushButton, "forward").clicked.connect(self.forward)
        for keys, action in (
            ("Alt+Left", self.back),
            ("Alt+Right", self.forward),
            ("Ctrl+F", self.find),
            ("Esc", self.close),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(action)
        self._fill("")
        self.show_page("index")
        self._ready = True

    def refresh(self) -> None:
        """The handbook does not change while the program runs."""

    def show_topic(self, name: str) -> None:
        """The page that belongs to a view."""
        self.show_page(TOPICS.get(name, "index"))

    def show_page(self, page: str) -> None:
        """A page by its name, remembered so that one can go back."""
        if page not in self._texts or page == self._shown:
            return
        if self._shown:
            self._back.append(self._shown)
        self._forward.clear()
        self._turn_to(page)

    def back(self) -> None:
        """To the page before."""
        if self._back:
            self._forward.append(self._shown)
            self._turn_to(self._back.pop())

    def forward(self) -> None:
        """To the page one came back from."""
        if self._forward:
            self._back.append(self._shown)
            self._turn_to(self._forward.pop())

    def find(self) -> None:  # type: ignore[override]  # the window's protocol; Qt's own is another
        """Ctrl+F: search all pages."""
        self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search.selectAll()

    def changeEvent(self, event: QEvent) -> None:
        """Another theme paints the page anew."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange and self._ready:
            self._turn_to(self._shown)

    def _turn_to(self, page: str) -> None:
        self._shown = page
        self._browser.document().setMarkdown(self._texts[page])
        dress(self._browser.document())
        self._browser.moveCursor(QTextCursor.MoveOperation.Start)
        self._mark()
        child(self, QPushButton, "back").setEnabled(bool(self._back))
        child(self, QPushButton, "forward").setEnabled(bool(self._forward))

    def _mark(self) -> None:
        """Mark the page in the contents, without turning to it again."""
        self._contents.blockSignals(True)
        for row in range(self._contents.count()):
            if self._contents.item(row).data(_PAGE) == self._shown:
                self._contents.setCurrentRow(row)
        self._contents.blockSignals(False)

    def _fill(self, words: str) -> None:
        """The pages that hold every word."""
        wanted = words.casefold().split()
        self._contents.blockSignals(True)
        self._contents.clear()
        for page, text in self._texts.items():
            if all(word in text.casefold() for word in wanted):
                item = QListWidgetItem(heading_of(text))
                item.setData(_PAGE, page)
                self._contents.addItem(item)
        if not self._contents.count():
            item = QListWidgetItem("Ingen sida har de orden")
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            self._contents.addItem(item)
        self._contents.blockSignals(False)
        self._mark()

    def _to_contents(self) -> None:
        self._contents.setFocus(Qt.FocusReason.OtherFocusReason)
        self._contents.setCurrentRow(0)

    def _chosen(self, item: QListWidgetItem | None) -> None:
        if item is not None and item.data(_PAGE):
            self.show_page(item.data(_PAGE))

    def _follow(self, link: QUrl) -> None:
        self.show_page(link.path().removesuffix(".md"))


def read_page(page: str) -> str:
    """A page of the handbook as Markdown."""
    return resource("help", f"{page}.md").read_text(encoding="utf-8")


def heading_of(text: str) -> str:
    """The page's name: its first heading."""
    return text.split("\n", 1)[0].removeprefix("# ").strip()


def dress(document: QTextDocument) -> None:
    """Air between the lines, thin lines round the tables, code on a panel."""
    now = theme.tokens()
    document.setDocumentMargin(theme.SPACE[3])
    cursor = QTextCursor(document)
    cursor.beginEditBlock()
    block = document.begin()
    while block.isValid():
        form = QTextBlockFormat(block.blockFormat())
        level = form.headingLevel()
        form.setLineHeight(130, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        if level:
            form.setTopMargin(theme.SPACE[3] if level > 1 else 0)
            form.setBottomMargin(theme.SPACE[1])
        cursor.setPosition(block.position())
        cursor.setBlockFormat(form)
        if level:
            cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
            letters = cursor.charFormat()
            letters.setFontPointSize(theme.POINTS["title" if level == 1 else "large"])
            letters.clearProperty(letters.Property.FontSizeAdjustment.value)
            cursor.mergeCharFormat(letters)
        block = block.next()
    for frame in document.rootFrame().childFrames():
        if isinstance(frame, QTextTable):
            shape = frame.format()
            shape.setCellPadding(theme.SPACE[1] - 2)
            shape.setCellSpacing(0)
            shape.setBorder(1)
            shape.setBorderCollapse(True)
            shape.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
            shape.setBorderBrush(now.color("line"))
            shape.setTopMargin(theme.SPACE[1])
            shape.setBottomMargin(theme.SPACE[2])
            shape.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
            frame.setFormat(shape)
    cursor.endEditBlock()
