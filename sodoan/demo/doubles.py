"""Files that say one person twice, as lists typed in two places do."""

from datetime import timedelta

from sodoan.common.periods import period
from sodoan.common.text import search_key, sort_key
from sodoan.demo.world import World
from sodoan.people.models import Membership, Person

_AGO = timedelta(days=20)


def write_twice(world: World) -> list[Person]:
    """In each union enter the last member of the first branch again, in its last branch."""
    made: list[Person] = []
    for union in world.unions:
        person = union.branches[0][1][-1]
        name = person.full_name.upper() if len(made) % 2 else person.full_name
        again = Person.objects.create(
            full_name=name,
            sort_key=sort_key(name),
            search_key=search_key(name),
            sex=person.sex,
            born_on=person.born_on,
            phone=person.phone,
            category=person.category,
            address="Chưa rõ số nhà",
        )
        unit = union.branches[-1][0]
        Membership.objects.create(person=again, unit=unit, during=period(world.today - _AGO))
        made.append(again)
    return made
