// client="load": at once. This is what the loader does with any trigger it does not know, so there is no code.
