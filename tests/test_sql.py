"""`$name` parameters become numbers; texts, names and comments are left alone."""

from data_layer.sql import positional


def test_a_name_used_twice_has_one_number() -> None:
    assert positional("select $b, $a, $b") == ("select $1, $2, $1", ("b", "a"))


def test_dollars_in_texts_names_and_comments_stay() -> None:
    text = "select '$a', \"$b\" -- $c\n/* $d */, $e"
    assert positional(text) == ("select '$a', \"$b\" -- $c\n/* $d */, $1", ("e",))


def test_a_doubled_quote_does_not_end_a_text() -> None:
    assert positional("select 'it''s $a', $b") == ("select 'it''s $a', $1", ("b",))
