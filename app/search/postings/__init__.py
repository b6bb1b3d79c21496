"""How Whoosh's postings are kept on disk: as arrays that a reader maps instead of decoding."""
