in-the-guide = In the guide:
source-of-page = This page is
