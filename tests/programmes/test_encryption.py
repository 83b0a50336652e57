import pytest

from programmes import encryption


def _kept(text="a word in confidence", bound_to="note:7"):
    return encryption.encrypt(text, purpose="notes", bound_to=bound_to)


def test_what_is_encrypted_comes_back_and_is_not_in_what_is_stored():
    assert encryption.decrypt(_kept(), purpose="notes", bound_to="note:7") == "a word in confidence"
    assert b"confidence" not in _kept()


def test_nothing_stored_is_an_empty_text():
    assert encryption.decrypt(b"", purpose="notes", bound_to="note:7") == ""


def test_the_same_text_is_never_stored_alike_twice():
    assert _kept() != _kept()


@pytest.mark.parametrize(("purpose", "bound_to"), [("notes", "note:8"), ("quotes", "note:7")])
def test_a_text_moved_to_another_row_or_purpose_is_unreadable(purpose, bound_to):
    with pytest.raises(encryption.Unreadable):
        encryption.decrypt(_kept(), purpose=purpose, bound_to=bound_to)


def test_a_changed_byte_is_noticed():
    stored = bytearray(_kept())
    stored[-1] ^= 1
    with pytest.raises(encryption.Unreadable):
        encryption.decrypt(bytes(stored), purpose="notes", bound_to="note:7")


def test_a_secret_is_changed_by_putting_the_new_one_in_front(settings):
    settings.FIELD_KEY = "old"
    stored = _kept()
    settings.FIELD_KEY = "new, old"
    assert encryption.decrypt(stored, purpose="notes", bound_to="note:7") == "a word in confidence"
    stored = _kept()
    settings.FIELD_KEY = "old"
    with pytest.raises(encryption.Unreadable):
        encryption.decrypt(stored, purpose="notes", bound_to="note:7")
