// Both on one page: Preact is there once.
import "./counter.js";
import "./bookshelf.js";
