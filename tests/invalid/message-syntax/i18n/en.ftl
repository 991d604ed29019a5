ok = Fine
open = { $count
next = After it
list = { $n ->
    [one] One
    [other] Many
}
