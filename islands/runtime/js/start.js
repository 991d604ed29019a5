// After the triggers.
scan(document);
