"""Logs."""

import factory

from sodoan.audit.models import SensitiveRead, SignInAttempt
from tests.factories.accounts import UserFactory
from tests.factories.people import PersonFactory


class SignInAttemptFactory(factory.django.DjangoModelFactory):
    """A sign-in that worked."""

    class Meta:
        model = SignInAttempt

    user = factory.SubFactory(UserFactory)
    succeeded = True
    method = "password"
    ip_hash = "0" * 64
    agent = "Mozilla/5.0 (Linux; Android 14) Chrome/130 Mobile"


class SensitiveReadFactory(factory.django.DjangoModelFactory):
    """An officer opened sensitive facts."""

    class Meta:
        model = SensitiveRead

    user = factory.SubFactory(UserFactory)
    person = factory.SubFactory(PersonFactory)
    reason = "Đối chiếu hồ sơ quy hoạch"
