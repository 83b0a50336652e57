from charters.models.charter import Behaviour, Charter, CharterVersion, Commitment, Section
from charters.models.keeping import Review, Signature
from charters.models.proposal import Comment, Ground, Proposal, Revision
from charters.models.round import Resolution, Round, RoundItem, RoundMember, Stance

__all__ = [
    "Behaviour",
    "Charter",
    "CharterVersion",
    "Comment",
    "Commitment",
    "Ground",
    "Proposal",
    "Resolution",
    "Review",
    "Revision",
    "Round",
    "RoundItem",
    "RoundMember",
    "Section",
    "Signature",
    "Stance",
]
