"""Clean Spanish text becomes attributed quotations. Pure: no SQL, no HTTP, no index."""

from app.quotes.extraction import EXTRACTOR_VERSION, find_quotations, find_speech
from app.quotes.quotation import Candidate, Cue, JointSpeaker, Mention, Quotation

__all__ = [
    "EXTRACTOR_VERSION",
    "Candidate",
    "Cue",
    "JointSpeaker",
    "Mention",
    "Quotation",
    "find_quotations",
    "find_speech",
]
