// client="only": at once; the island is created in the browser. The loader's own default, so there is no code.
