"""Accounts and slips."""

from datetime import timedelta

import factory
from django.utils import timezone

from sodoan.accounts.actions import random_code
from sodoan.accounts.choices import SlipPurpose
from sodoan.accounts.models import ActivationSlip, User

PASSWORD = "thuyền ngược dòng 27"


class UserFactory(factory.django.DjangoModelFactory):
    """An activated account; its password is `PASSWORD`."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    code = factory.LazyFunction(lambda: random_code(7))
    full_name = "Nguyễn Thị Thu Hà"
    password = factory.django.Password(PASSWORD)
    activated_at = factory.LazyFunction(timezone.now)


class ActivationSlipFactory(factory.django.DjangoModelFactory):
    """An open slip; its code is unknown (issue one by `issue_codes` when it matters)."""

    class Meta:
        model = ActivationSlip

    user = factory.SubFactory(UserFactory, activated_at=None)
    purpose = SlipPurpose.ACTIVATE
    code_hash = factory.Sequence(lambda n: f"{n:064x}")
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=7))
