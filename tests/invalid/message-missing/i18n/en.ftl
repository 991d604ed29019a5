menu-home = Home
