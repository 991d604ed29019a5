a = One
b = Two
-t = Term
a = Again
