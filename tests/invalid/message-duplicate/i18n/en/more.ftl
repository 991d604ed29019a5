b = From a folder
