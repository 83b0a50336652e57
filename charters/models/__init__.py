from charters.models.charter import Charter, CharterVersion, Commitment

__all__ = ["Charter", "CharterVersion", "Commitment"]
