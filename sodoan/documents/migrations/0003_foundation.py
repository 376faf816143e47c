import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from sodoan.common.migrating import AddTogether


class Migration(migrations.Migration):

    replaces = [
        ('documents', '0003_admission_paper'),
        ('documents', '0004_correction_paper'),
    ]

    initial = True

    dependencies = [
        ('documents', '0002_foundation'),
        ('org', '0001_foundation'),
        ('people', '0001_foundation'),
        ('pghistory', '0007_auto_20250421_0444'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        AddTogether([
            migrations.AddField(
                model_name='registerentry',
                name='signer',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='người ký'),
            ),
            migrations.AddField(
                model_name='registerentry',
                name='unit',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit', verbose_name='đơn vị'),
            ),
            migrations.AddField(
                model_name='registerentryevent',
                name='attachment',
                field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='documents.attachment', verbose_name='tệp'),
            ),
            migrations.AddField(
                model_name='registerentryevent',
                name='pgh_context',
                field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
            ),
            migrations.AddField(
                model_name='registerentryevent',
                name='pgh_obj',
                field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='documents.registerentry'),
            ),
            migrations.AddField(
                model_name='registerentryevent',
                name='registered_by',
                field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người vào sổ'),
            ),
            migrations.AddField(
                model_name='registerentryevent',
                name='signer',
                field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='people.person', verbose_name='người ký'),
            ),
            migrations.AddField(
                model_name='registerentryevent',
                name='unit',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='org.unit', verbose_name='đơn vị'),
            ),
            migrations.AddConstraint(
                model_name='attachment',
                constraint=models.CheckConstraint(condition=models.Q(('sha256__regex', '^[0-9a-f]{64}$')), name='attachment_sha256_is_hex'),
            ),
            migrations.AddConstraint(
                model_name='attachment',
                constraint=models.CheckConstraint(condition=models.Q(('size__gt', 0)), name='attachment_not_empty'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='attachment',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "documents_attachmentevent" ("id", "media_type", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sha256", "size", "unit_id", "uploaded_at", "uploaded_by_id") SELECT new_values."id", new_values."media_type", new_values."name", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."sha256", new_values."size", new_values."unit_id", new_values."uploaded_at", new_values."uploaded_by_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='d71031a8fe1c4662b4832928f1d1f695bebba146', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_63a66', referencing='REFERENCING NEW TABLE AS new_values ', table='documents_attachment', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='attachment',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "documents_attachmentevent" ("id", "media_type", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sha256", "size", "unit_id", "uploaded_at", "uploaded_by_id") SELECT new_values."id", new_values."media_type", new_values."name", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."sha256", new_values."size", new_values."unit_id", new_values."uploaded_at", new_values."uploaded_by_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='64e8655829948626b3fc715da3966864374995e8', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_6e51c', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='documents_attachment', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='attachment',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "documents_attachmentevent" ("id", "media_type", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sha256", "size", "unit_id", "uploaded_at", "uploaded_by_id") SELECT old_values."id", old_values."media_type", old_values."name", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."sha256", old_values."size", old_values."unit_id", old_values."uploaded_at", old_values."uploaded_by_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='fdeca4a473181fea938be06c2c3c756095dd516d', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_aaa56', referencing='REFERENCING OLD TABLE AS old_values ', table='documents_attachment', when='AFTER')),
            ),
            migrations.AddConstraint(
                model_name='papertemplate',
                constraint=models.UniqueConstraint(fields=('unit', 'kind'), name='one_template_per_unit_and_kind'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='papertemplate',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "documents_papertemplateevent" ("attachment_id", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "unit_id", "updated_at") SELECT new_values."attachment_id", new_values."id", new_values."kind", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."unit_id", new_values."updated_at" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='ea4dc15216c83be71fac068f1d1cd1be020051eb', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_3d94f', referencing='REFERENCING NEW TABLE AS new_values ', table='documents_papertemplate', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='papertemplate',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "documents_papertemplateevent" ("attachment_id", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "unit_id", "updated_at") SELECT new_values."attachment_id", new_values."id", new_values."kind", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."unit_id", new_values."updated_at" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='751a952154f0db3f3118bd6d91d742a129c0b34c', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_d8eeb', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='documents_papertemplate', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='papertemplate',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "documents_papertemplateevent" ("attachment_id", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "unit_id", "updated_at") SELECT old_values."attachment_id", old_values."id", old_values."kind", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."unit_id", old_values."updated_at" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='d698c54536c43cfaeaaafe4f06cde7017b75e3f3', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_33eff', referencing='REFERENCING OLD TABLE AS old_values ', table='documents_papertemplate', when='AFTER')),
            ),
            migrations.AddIndex(
                model_name='papertemplateevent',
                index=models.Index(fields=['unit'], name='documents_p_unit_id_c40a31_idx'),
            ),
            migrations.AddConstraint(
                model_name='registercounter',
                constraint=models.UniqueConstraint(fields=('unit', 'kind', 'year'), name='one_counter_per_unit_kind_year'),
            ),
            migrations.AddConstraint(
                model_name='registerentry',
                constraint=models.UniqueConstraint(fields=('unit', 'kind', 'year', 'number'), name='register_number_is_unique'),
            ),
            migrations.AddConstraint(
                model_name='registerentry',
                constraint=models.CheckConstraint(condition=models.Q(('number__gt', 0)), name='register_number_is_positive'),
            ),
            migrations.AddConstraint(
                model_name='registerentry',
                constraint=models.CheckConstraint(condition=models.Q(('year', django.db.models.functions.datetime.ExtractYear('issued_on'))), name='register_year_is_issue_year'),
            ),
            migrations.AddConstraint(
                model_name='registerentry',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('void_reason', ''), ('voided_at', None)), models.Q(('voided_at__isnull', False), models.Q(('void_reason', ''), _negated=True)), _connector='OR'), name='register_void_has_reason'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='registerentry',
                trigger=pgtrigger.compiler.Trigger(name='register_keeps_its_entries', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='238080b645713b15c1192246cd9b0a4d01ec708b', operation='DELETE', pgid='pgtrigger_register_keeps_its_entries_7c448', table='documents_registerentry', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='registerentry',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "documents_registerentryevent" ("attachment_id", "created_at", "id", "issued_on", "kind", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recipients", "registered_by_id", "search_key", "signer_id", "signer_name", "signer_post", "symbol", "title", "unit_id", "void_reason", "voided_at", "year") SELECT new_values."attachment_id", new_values."created_at", new_values."id", new_values."issued_on", new_values."kind", new_values."number", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."recipients", new_values."registered_by_id", new_values."search_key", new_values."signer_id", new_values."signer_name", new_values."signer_post", new_values."symbol", new_values."title", new_values."unit_id", new_values."void_reason", new_values."voided_at", new_values."year" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='3b58b87cb39ad30136c94e0a8d9f267a36003522', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_816dd', referencing='REFERENCING NEW TABLE AS new_values ', table='documents_registerentry', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='registerentry',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "documents_registerentryevent" ("attachment_id", "created_at", "id", "issued_on", "kind", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recipients", "registered_by_id", "search_key", "signer_id", "signer_name", "signer_post", "symbol", "title", "unit_id", "void_reason", "voided_at", "year") SELECT new_values."attachment_id", new_values."created_at", new_values."id", new_values."issued_on", new_values."kind", new_values."number", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."recipients", new_values."registered_by_id", new_values."search_key", new_values."signer_id", new_values."signer_name", new_values."signer_post", new_values."symbol", new_values."title", new_values."unit_id", new_values."void_reason", new_values."voided_at", new_values."year" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='156e06b04550ad1e720f80ce706f7ca92d231124', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_cfe94', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='documents_registerentry', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='registerentry',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "documents_registerentryevent" ("attachment_id", "created_at", "id", "issued_on", "kind", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recipients", "registered_by_id", "search_key", "signer_id", "signer_name", "signer_post", "symbol", "title", "unit_id", "void_reason", "voided_at", "year") SELECT old_values."attachment_id", old_values."created_at", old_values."id", old_values."issued_on", old_values."kind", old_values."number", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."recipients", old_values."registered_by_id", old_values."search_key", old_values."signer_id", old_values."signer_name", old_values."signer_post", old_values."symbol", old_values."title", old_values."unit_id", old_values."void_reason", old_values."voided_at", old_values."year" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='b5e95c01bc25debb48a030b936d712cce8236736', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_1128b', referencing='REFERENCING OLD TABLE AS old_values ', table='documents_registerentry', when='AFTER')),
            ),
        ]),
    ]
