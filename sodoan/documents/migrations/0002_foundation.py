import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from sodoan.common.migrating import AddTogether


class Migration(migrations.Migration):

    replaces = [
        ('documents', '0002_register_search_key'),
    ]

    initial = True

    dependencies = [
        ('documents', '0001_foundation'),
        ('org', '0001_foundation'),
        ('pghistory', '0007_auto_20250421_0444'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        AddTogether([
            migrations.AddField(
                model_name='attachment',
                name='unit',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit', verbose_name='đơn vị'),
            ),
            migrations.AddField(
                model_name='attachment',
                name='uploaded_by',
                field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người tải lên'),
            ),
            migrations.AddField(
                model_name='attachmentevent',
                name='pgh_context',
                field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
            ),
            migrations.AddField(
                model_name='attachmentevent',
                name='pgh_obj',
                field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='documents.attachment'),
            ),
            migrations.AddField(
                model_name='attachmentevent',
                name='unit',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='org.unit', verbose_name='đơn vị'),
            ),
            migrations.AddField(
                model_name='attachmentevent',
                name='uploaded_by',
                field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người tải lên'),
            ),
            migrations.AddField(
                model_name='papertemplate',
                name='attachment',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.attachment', verbose_name='tệp mẫu'),
            ),
            migrations.AddField(
                model_name='papertemplate',
                name='unit',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit', verbose_name='đơn vị'),
            ),
            migrations.AddField(
                model_name='papertemplateevent',
                name='attachment',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='documents.attachment', verbose_name='tệp mẫu'),
            ),
            migrations.AddField(
                model_name='papertemplateevent',
                name='pgh_context',
                field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
            ),
            migrations.AddField(
                model_name='papertemplateevent',
                name='pgh_obj',
                field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='documents.papertemplate'),
            ),
            migrations.AddField(
                model_name='papertemplateevent',
                name='unit',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='org.unit', verbose_name='đơn vị'),
            ),
            migrations.AddField(
                model_name='registercounter',
                name='unit',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit', verbose_name='đơn vị'),
            ),
            migrations.AddField(
                model_name='registerentry',
                name='attachment',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.attachment', verbose_name='tệp'),
            ),
            migrations.AddField(
                model_name='registerentry',
                name='registered_by',
                field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người vào sổ'),
            ),
        ]),
    ]
