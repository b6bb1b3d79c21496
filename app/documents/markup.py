"""HTML fragments, as feeds and JSON dumps carry them -> plain text, one line a block."""

import re

# Parsing HTML is left to lxml, imported where it is needed: plain text, the usual case, does
# without it.
_LOOKS_LIKE_MARKUP = re.compile(
    r"\s*<(?:!doctype|html|body|article|section|div|p|h[1-6]|span|figure|img|br|a)\b",
    re.IGNORECASE,
)
_DROPPED = (
    "script",
    "style",
    "noscript",
    "iframe",
    "figure",
    "figcaption",
    "form",
    "template",
    "svg",
    "head",
)
_BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "footer", "header"}
    | {"h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "main", "ol", "p", "pre", "section"}
    | {"table", "td", "th", "tr", "ul"}
)


def looks_like_markup(text: str) -> bool:
    """Whether a text starts with a tag of HTML."""
    return _LOOKS_LIKE_MARKUP.match(text) is not None


def strip_markup(fragment: str) -> str:
    """The text of a fragment, a line for each block, without scripts, forms and figures."""
    from lxml import html  # type: ignore[import-untyped]  # noqa: PLC0415 - no types; see above

    # Control characters and lone surrogates are no XML, and lxml raises on them.
    plain = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "", fragment)
    if not plain.strip():
        return ""
    root = html.fragment_fromstring(plain, create_parent="div")
    for element in list(root.iter(*_DROPPED)):
        element.drop_tree()
    for element in root.iter(*_BLOCKS):
        element.text = "\n" + (element.text or "")
        element.tail = "\n" + (element.tail or "")
    return str(root.text_content()).strip()
