import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from sodoan.common.migrating import AddTogether


class Migration(migrations.Migration):

    replaces = [
        ('imports', '0002_staying_rows'),
        ('imports', '0003_issued_precision'),
    ]

    initial = True

    dependencies = [
        ('imports', '0001_foundation'),
        ('org', '0001_foundation'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        AddTogether([
            migrations.AddField(
                model_name='batch',
                name='unit',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='import_batches', to='org.unit', verbose_name='đơn vị'),
            ),
            migrations.AddField(
                model_name='batch',
                name='uploaded_by',
                field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người nhập'),
            ),
            migrations.AddField(
                model_name='columnmemory',
                name='unit',
                field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='org.unit', verbose_name='đơn vị'),
            ),
            migrations.AddField(
                model_name='decision',
                name='batch',
                field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='decisions', to='imports.batch'),
            ),
            migrations.AddField(
                model_name='rowlink',
                name='batch',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='links', to='imports.batch'),
            ),
            migrations.AddField(
                model_name='stagedrow',
                name='batch',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='imports.batch'),
            ),
            migrations.AddIndex(
                model_name='batch',
                index=models.Index(condition=models.Q(('state__in', ['applying', 'checking', 'undoing'])), fields=['touched_at'], name='import_running'),
            ),
            migrations.AddIndex(
                model_name='batch',
                index=models.Index(fields=['unit', 'file_sha256'], name='import_same_file'),
            ),
            migrations.AddConstraint(
                model_name='columnmemory',
                constraint=models.UniqueConstraint(fields=('unit', 'header_key'), name='one_memory_per_header'),
            ),
            migrations.AddConstraint(
                model_name='decision',
                constraint=models.UniqueConstraint(fields=('batch', 'sheet', 'number'), name='one_decision_per_line'),
            ),
            migrations.AddConstraint(
                model_name='rowlink',
                constraint=models.UniqueConstraint(fields=('batch', 'sheet', 'number'), name='one_link_per_line'),
            ),
            migrations.AddConstraint(
                model_name='stagedrow',
                constraint=models.UniqueConstraint(fields=('batch', 'sheet', 'number'), name='one_staged_row_per_line'),
            ),
        ]),
    ]
