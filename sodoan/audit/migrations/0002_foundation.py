import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from sodoan.common.migrating import AddTogether


class Migration(migrations.Migration):

    replaces = [
        ('audit', '0002_initial'),
        ('audit', '0003_file_opening'),
    ]

    initial = True

    dependencies = [
        ('audit', '0001_foundation'),
        ('people', '0001_foundation'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        AddTogether([
            migrations.AddField(
                model_name='fileopening',
                name='person',
                field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='người'),
            ),
            migrations.AddField(
                model_name='fileopening',
                name='user',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='sensitiveread',
                name='person',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sensitive_reads', to='people.person'),
            ),
            migrations.AddField(
                model_name='sensitiveread',
                name='user',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='signinattempt',
                name='user',
                field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='sign_ins', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddConstraint(
                model_name='fileopening',
                constraint=models.UniqueConstraint(fields=('person', 'on', 'user'), name='one_opening_a_day_per_reader'),
            ),
        ]),
    ]
