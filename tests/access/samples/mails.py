"""Samples of links in mails."""

from django.conf import settings

from sodoan.access.scopes import scope_of
from sodoan.mails.actions.proving import choose
from sodoan.mails.choices import Rhythm
from sodoan.mails.links import proof_token, stop_url
from tests.access.samples.frame import Sample, sample
from tests.factories.accounts import UserFactory


@sample("mail_proof")
def mail_proof(place):
    user = place.person.user
    choice = choose(Rhythm.DAILY, by=scope_of(user))
    choice.asked_address, choice.nonce = "an@example.vn", "khoa"
    choice.save()
    return Sample({"token": proof_token(choice)}, unit=place.unit, owner=place.person)


@sample("mail_stop")
def mail_stop(place):
    choice = choose(Rhythm.DAILY, by=scope_of(UserFactory()))
    token = stop_url(choice).removeprefix(settings.SITE_ADDRESS).split("/")[-2]
    return Sample({"token": token})
