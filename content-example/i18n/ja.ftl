in-the-guide = ガイド：
source-of-page = このページのソース：
