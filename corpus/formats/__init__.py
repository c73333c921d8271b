"""One file a format: bytes become Pages."""
