from seriktes.challenges.models.answers import Answer, AnswerAuthor, AnswerMessage
from seriktes.challenges.models.challenges import (
    Acknowledgement,
    Challenge,
    ChallengeFile,
    ChallengeInvitation,
    ChallengeSubject,
    ChallengeText,
    ExpertMatch,
)
from seriktes.challenges.models.enquiries import Enquiry, EnquiryMessage, EnquiryRoute, EnquiryTerms, StrayLetter
from seriktes.challenges.models.watches import ChallengeWatch

__all__ = [
    "Acknowledgement", "Answer", "AnswerAuthor", "AnswerMessage", "Challenge", "ChallengeFile", "ChallengeInvitation",
    "ChallengeSubject", "ChallengeText", "ChallengeWatch", "Enquiry", "EnquiryMessage", "EnquiryRoute", "EnquiryTerms",
    "ExpertMatch", "StrayLetter",
]  # fmt: skip
