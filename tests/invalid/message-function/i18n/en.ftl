a = { DATE($d) }
b = { NUMBER($n, maximumFractionDigits: 200) }
c = { 12345678901234567890 ->
   *[other] x
}
