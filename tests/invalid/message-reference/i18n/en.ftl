-brand = Layer9
a = By { -brnd }
b = { a.title }
c = { a }
