import django.contrib.postgres.constraints
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.expressions
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from sodoan.common.migrating import AddTogether


class Migration(migrations.Migration):

    replaces = [
        ('org', '0002_initial'),
        ('org', '0003_closing_reason'),
        ('org', '0004_guarded_places'),
        ('org', '0005_empty_when_closed'),
        ('org', '0006_catalogues_have_a_history'),
        ('org', '0007_retired_posts'),
    ]

    initial = True

    dependencies = [
        ('org', '0001_foundation'),
        ('people', '0001_foundation'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        AddTogether([
            migrations.AddField(
                model_name='appointment',
                name='person',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to='people.person', verbose_name='người giữ'),
            ),
            migrations.AddField(
                model_name='appointmentevent',
                name='person',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='people.person', verbose_name='người giữ'),
            ),
            migrations.AddField(
                model_name='appointmentevent',
                name='pgh_context',
                field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
            ),
            migrations.AddField(
                model_name='appointmentevent',
                name='pgh_obj',
                field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='org.appointment'),
            ),
            migrations.AddField(
                model_name='parentruleevent',
                name='pgh_context',
                field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
            ),
            migrations.AddField(
                model_name='placementevent',
                name='pgh_context',
                field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
            ),
            migrations.AddField(
                model_name='placementevent',
                name='pgh_obj',
                field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='org.placement'),
            ),
            migrations.AddField(
                model_name='appointmentevent',
                name='post',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='org.post', verbose_name='chức danh'),
            ),
            migrations.AddField(
                model_name='appointment',
                name='post',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='org.post', verbose_name='chức danh'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='post',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "org_postevent" ("body", "is_exclusive", "is_retired", "key", "label", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "role", "tiers") SELECT new_values."body", new_values."is_exclusive", new_values."is_retired", new_values."key", new_values."label", _pgh_attached_context.value, NOW(), \'insert\', new_values."key", new_values."position", new_values."role", new_values."tiers" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='2241ff087b2f15ca826345917852dabf5e881aa6', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_0546b', referencing='REFERENCING NEW TABLE AS new_values ', table='org_post', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='post',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "org_postevent" ("body", "is_exclusive", "is_retired", "key", "label", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "role", "tiers") SELECT new_values."body", new_values."is_exclusive", new_values."is_retired", new_values."key", new_values."label", _pgh_attached_context.value, NOW(), \'update\', new_values."key", new_values."position", new_values."role", new_values."tiers" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."key") = (new_values."key") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='297577f85ccfd66d0881182c1c3320fa61307137', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_4b277', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='org_post', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='post',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "org_postevent" ("body", "is_exclusive", "is_retired", "key", "label", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "role", "tiers") SELECT old_values."body", old_values."is_exclusive", old_values."is_retired", old_values."key", old_values."label", _pgh_attached_context.value, NOW(), \'delete\', old_values."key", old_values."position", old_values."role", old_values."tiers" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='387a3e211a72147cb22b7634e7806f875f312db8', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_a6492', referencing='REFERENCING OLD TABLE AS old_values ', table='org_post', when='AFTER')),
            ),
            migrations.AddField(
                model_name='postevent',
                name='pgh_context',
                field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
            ),
            migrations.AddField(
                model_name='postevent',
                name='pgh_obj',
                field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='org.post'),
            ),
            migrations.AddField(
                model_name='seat',
                name='post',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='org.post', verbose_name='chức danh'),
            ),
            migrations.AddField(
                model_name='seatevent',
                name='pgh_context',
                field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
            ),
            migrations.AddField(
                model_name='seatevent',
                name='pgh_obj',
                field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='org.seat'),
            ),
            migrations.AddField(
                model_name='seatevent',
                name='post',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='org.post', verbose_name='chức danh'),
            ),
            migrations.AddField(
                model_name='seatevent',
                name='term',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='org.term', verbose_name='nhiệm kỳ'),
            ),
            migrations.AddField(
                model_name='seat',
                name='term',
                field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='seats', to='org.term', verbose_name='nhiệm kỳ'),
            ),
            migrations.AddField(
                model_name='appointmentevent',
                name='term',
                field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='org.term', verbose_name='nhiệm kỳ'),
            ),
            migrations.AddField(
                model_name='appointment',
                name='term',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to='org.term', verbose_name='nhiệm kỳ'),
            ),
            migrations.AddField(
                model_name='termevent',
                name='pgh_context',
                field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
            ),
            migrations.AddField(
                model_name='termevent',
                name='pgh_obj',
                field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='org.term'),
            ),
            migrations.AddField(
                model_name='unit',
                name='parent',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='org.unit', verbose_name='đơn vị cấp trên'),
            ),
            migrations.AddField(
                model_name='termevent',
                name='unit',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='org.unit', verbose_name='đơn vị'),
            ),
            migrations.AddField(
                model_name='term',
                name='unit',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='terms', to='org.unit', verbose_name='đơn vị'),
            ),
            migrations.AddField(
                model_name='placementevent',
                name='parent',
                field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='org.unit', verbose_name='đơn vị cấp trên'),
            ),
            migrations.AddField(
                model_name='placementevent',
                name='unit',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='org.unit', verbose_name='đơn vị'),
            ),
            migrations.AddField(
                model_name='placement',
                name='parent',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit', verbose_name='đơn vị cấp trên'),
            ),
            migrations.AddField(
                model_name='placement',
                name='unit',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='placements', to='org.unit', verbose_name='đơn vị'),
            ),
            migrations.AddField(
                model_name='appointmentevent',
                name='unit',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='org.unit', verbose_name='đơn vị'),
            ),
            migrations.AddField(
                model_name='appointment',
                name='unit',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to='org.unit', verbose_name='đơn vị'),
            ),
            migrations.AddField(
                model_name='unitevent',
                name='parent',
                field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='org.unit', verbose_name='đơn vị cấp trên'),
            ),
            migrations.AddField(
                model_name='unitevent',
                name='pgh_context',
                field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
            ),
            migrations.AddField(
                model_name='unitevent',
                name='pgh_obj',
                field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='org.unit'),
            ),
            migrations.AddField(
                model_name='unittype',
                name='allowed_parents',
                field=models.ManyToManyField(blank=True, to='org.unittype', verbose_name='đơn vị cấp trên được phép'),
            ),
            migrations.AddField(
                model_name='unitevent',
                name='type',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='org.unittype', verbose_name='loại đơn vị'),
            ),
            migrations.AddField(
                model_name='unit',
                name='type',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='org.unittype', verbose_name='loại đơn vị'),
            ),
            migrations.AddField(
                model_name='parentruleevent',
                name='from_unittype',
                field=models.ForeignKey(db_constraint=False, db_index=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='org.unittype'),
            ),
            migrations.AddField(
                model_name='parentruleevent',
                name='to_unittype',
                field=models.ForeignKey(db_constraint=False, db_index=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='org.unittype'),
            ),
            migrations.AddField(
                model_name='unittypeevent',
                name='pgh_context',
                field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
            ),
            migrations.AddField(
                model_name='unittypeevent',
                name='pgh_obj',
                field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='org.unittype'),
            ),
            migrations.AddIndex(
                model_name='seatevent',
                index=models.Index(fields=['term'], name='org_seateve_term_id_819d4d_idx'),
            ),
            migrations.AddConstraint(
                model_name='seat',
                constraint=models.UniqueConstraint(fields=('term', 'post'), name='one_seat_row_per_post'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='seat',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "org_seatevent" ("count", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "post_id", "term_id") SELECT new_values."count", new_values."id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."post_id", new_values."term_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='b32e57e2e6f2348995f7b0c9f74afc5d8b217fc1', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_fdc04', referencing='REFERENCING NEW TABLE AS new_values ', table='org_seat', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='seat',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "org_seatevent" ("count", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "post_id", "term_id") SELECT new_values."count", new_values."id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."post_id", new_values."term_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='9d3a220429440dcc589339f59535aca7f196e748', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_fe79b', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='org_seat', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='seat',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "org_seatevent" ("count", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "post_id", "term_id") SELECT old_values."count", old_values."id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."post_id", old_values."term_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='a393d8afc1a89fca8b1730c8071c25a276ff3015', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_7a7c2', referencing='REFERENCING OLD TABLE AS old_values ', table='org_seat', when='AFTER')),
            ),
            migrations.AddIndex(
                model_name='termevent',
                index=models.Index(fields=['unit'], name='org_termeve_unit_id_85224a_idx'),
            ),
            migrations.AddConstraint(
                model_name='term',
                constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('unit', '='), ('body', '='), ('during', '&&')], name='one_term_per_body_and_day'),
            ),
            migrations.AddConstraint(
                model_name='term',
                constraint=models.CheckConstraint(condition=models.Q(('during__isempty', False)), name='term_lasts_a_day'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='term',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "org_termevent" ("body", "during", "id", "label", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "unit_id") SELECT new_values."body", new_values."during", new_values."id", new_values."label", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."unit_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='818f458d7de5dd9c1384dce44a9fe54f50d40264', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_ecb94', referencing='REFERENCING NEW TABLE AS new_values ', table='org_term', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='term',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "org_termevent" ("body", "during", "id", "label", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "unit_id") SELECT new_values."body", new_values."during", new_values."id", new_values."label", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."unit_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='52aa5a045ea33c9082328fca2b68d8f1790189e0', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_a4575', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='org_term', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='term',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "org_termevent" ("body", "during", "id", "label", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "unit_id") SELECT old_values."body", old_values."during", old_values."id", old_values."label", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."unit_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='3d70f51023ebdd26aea523850c9a5fc2617d1163', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_ee123', referencing='REFERENCING OLD TABLE AS old_values ', table='org_term', when='AFTER')),
            ),
            migrations.AddIndex(
                model_name='placementevent',
                index=models.Index(fields=['unit'], name='org_placeme_unit_id_f685c2_idx'),
            ),
            migrations.AddIndex(
                model_name='placement',
                index=models.Index(fields=['path'], name='placement_path'),
            ),
            migrations.AddConstraint(
                model_name='placement',
                constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('unit', '='), ('during', '&&')], name='one_placement_per_unit_and_day'),
            ),
            migrations.AddConstraint(
                model_name='placement',
                constraint=models.CheckConstraint(condition=models.Q(('during__isempty', False)), name='placement_lasts_a_day'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='placement',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "org_placementevent" ("decision_no", "during", "id", "name", "parent_id", "path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "unit_id") SELECT new_values."decision_no", new_values."during", new_values."id", new_values."name", new_values."parent_id", new_values."path", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."unit_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='ecc54a769cf85764876d13150932049fc051593f', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_f24ba', referencing='REFERENCING NEW TABLE AS new_values ', table='org_placement', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='placement',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "org_placementevent" ("decision_no", "during", "id", "name", "parent_id", "path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "unit_id") SELECT new_values."decision_no", new_values."during", new_values."id", new_values."name", new_values."parent_id", new_values."path", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."unit_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='8ed52107fefb66679e20068b7cb7c15ea27979a0', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_01372', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='org_placement', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='placement',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "org_placementevent" ("decision_no", "during", "id", "name", "parent_id", "path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "unit_id") SELECT old_values."decision_no", old_values."during", old_values."id", old_values."name", old_values."parent_id", old_values."path", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."unit_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='f1814344fa00c36c65b0b5c36c467e8fac7fc31d', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_90ea5', referencing='REFERENCING OLD TABLE AS old_values ', table='org_placement', when='AFTER')),
            ),
            migrations.AddIndex(
                model_name='appointmentevent',
                index=models.Index(fields=['person'], name='org_appoint_person__7599f0_idx'),
            ),
            migrations.AddIndex(
                model_name='appointmentevent',
                index=models.Index(fields=['unit'], name='org_appoint_unit_id_919430_idx'),
            ),
            migrations.AddConstraint(
                model_name='appointment',
                constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('is_exclusive', True)), expressions=[('unit', '='), ('post', '='), ('during', '&&')], name='exclusive_posts_do_not_overlap'),
            ),
            migrations.AddConstraint(
                model_name='appointment',
                constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('person', '='), (django.db.models.expressions.CombinedExpression(models.F('unit'), '+', models.Value(0)), '='), ('post', '='), ('during', '&&')], name='nobody_holds_a_post_twice'),
            ),
            migrations.AddConstraint(
                model_name='appointment',
                constraint=models.CheckConstraint(condition=models.Q(('during__isempty', False)), name='appointment_lasts_a_day'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='appointment',
                trigger=pgtrigger.compiler.Trigger(name='begins_where_it_may', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    PERFORM 1 FROM org_unit WHERE id IN (SELECT unit_id FROM added) ORDER BY id FOR SHARE;\n    IF EXISTS (SELECT FROM added JOIN org_unit u ON u.id = added.unit_id\n                WHERE u.closed_on < COALESCE(upper(added.during), 'infinity')) THEN\n        RAISE EXCEPTION 'nothing goes on in a closed unit'\n            USING ERRCODE = '23514', CONSTRAINT = 'nothing_outlasts_its_unit';\n    END IF;\n\n    PERFORM 1 FROM people_person WHERE id IN (SELECT person_id FROM added)\n      ORDER BY id FOR KEY SHARE;\n    IF EXISTS (SELECT FROM added JOIN people_person p ON p.id = added.person_id\n                WHERE p.merged_into_id IS NOT NULL) THEN\n        RAISE EXCEPTION 'a merged file is a redirect and holds nothing'\n            USING ERRCODE = '23514', CONSTRAINT = 'merged_file_holds_nothing';\n    END IF;\n\n    IF EXISTS (SELECT FROM added JOIN org_unit u ON u.id = added.unit_id\n                WHERE lower(added.during) < u.opened_on) THEN\n        RAISE EXCEPTION 'nobody holds a post before the unit exists'\n            USING ERRCODE = '23514', CONSTRAINT = 'no_post_before_the_unit';\n    END IF;\n    IF EXISTS (SELECT FROM added JOIN org_term t ON t.id = added.term_id\n                WHERE t.unit_id <> added.unit_id OR NOT lower(added.during) <@ t.during) THEN\n        RAISE EXCEPTION 'a post of a term begins in the term'\n            USING ERRCODE = '23514', CONSTRAINT = 'post_begins_in_its_term';\n    END IF;\nRETURN NULL;", hash='0ac314ceb29fbe5722bec3a4f2c973c2b7be0769', level='STATEMENT', operation='INSERT', pgid='pgtrigger_begins_where_it_may_02c14', referencing='REFERENCING NEW TABLE AS added ', table='org_appointment', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='appointment',
                trigger=pgtrigger.compiler.Trigger(name='goes_on_where_it_may', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (NEW.unit_id <> OLD.unit_id OR COALESCE(upper(NEW.during), 'infinity') > COALESCE(upper(OLD.during), 'infinity'))", func="\n    PERFORM 1 FROM org_unit WHERE id IN (SELECT unit_id FROM (SELECT NEW.*) AS added) ORDER BY id FOR SHARE;\n    IF EXISTS (SELECT FROM (SELECT NEW.*) AS added JOIN org_unit u ON u.id = added.unit_id\n                WHERE u.closed_on < COALESCE(upper(added.during), 'infinity')) THEN\n        RAISE EXCEPTION 'nothing goes on in a closed unit'\n            USING ERRCODE = '23514', CONSTRAINT = 'nothing_outlasts_its_unit';\n    END IF;\nRETURN NULL;", hash='a1d887892bded4c6c7f0bc08acd4299fa0b1dede', operation='UPDATE', pgid='pgtrigger_goes_on_where_it_may_bc32e', table='org_appointment', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='appointment',
                trigger=pgtrigger.compiler.Trigger(name='goes_to_a_living_file', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW.person_id <> OLD.person_id)', func="\n    PERFORM 1 FROM people_person WHERE id IN (SELECT person_id FROM (SELECT NEW.*) AS added)\n      ORDER BY id FOR KEY SHARE;\n    IF EXISTS (SELECT FROM (SELECT NEW.*) AS added JOIN people_person p ON p.id = added.person_id\n                WHERE p.merged_into_id IS NOT NULL) THEN\n        RAISE EXCEPTION 'a merged file is a redirect and holds nothing'\n            USING ERRCODE = '23514', CONSTRAINT = 'merged_file_holds_nothing';\n    END IF;\nRETURN NULL;", hash='8c6a4578093ad9f62264dff39f03b00fac1a0108', operation='UPDATE', pgid='pgtrigger_goes_to_a_living_file_f7266', table='org_appointment', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='appointment',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "org_appointmentevent" ("created_at", "decision_no", "decision_on", "during", "id", "is_exclusive", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "post_id", "term_id", "unit_id") SELECT new_values."created_at", new_values."decision_no", new_values."decision_on", new_values."during", new_values."id", new_values."is_exclusive", new_values."person_id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."post_id", new_values."term_id", new_values."unit_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='2ef183eb92f38cb8d2207aa0a15ba10df18a7423', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_d8b6c', referencing='REFERENCING NEW TABLE AS new_values ', table='org_appointment', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='appointment',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "org_appointmentevent" ("created_at", "decision_no", "decision_on", "during", "id", "is_exclusive", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "post_id", "term_id", "unit_id") SELECT new_values."created_at", new_values."decision_no", new_values."decision_on", new_values."during", new_values."id", new_values."is_exclusive", new_values."person_id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."post_id", new_values."term_id", new_values."unit_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='1eae6150a6c87006b4fff87baea60dac9ef75fbf', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_9d72b', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='org_appointment', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='appointment',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "org_appointmentevent" ("created_at", "decision_no", "decision_on", "during", "id", "is_exclusive", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "post_id", "term_id", "unit_id") SELECT old_values."created_at", old_values."decision_no", old_values."decision_on", old_values."during", old_values."id", old_values."is_exclusive", old_values."person_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."post_id", old_values."term_id", old_values."unit_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='eba059f01baab5e687e6c6082ed6347e927e6cb6', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_01535', referencing='REFERENCING OLD TABLE AS old_values ', table='org_appointment', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='unittype',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "org_unittypeevent" ("approves", "key", "label", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "tier") SELECT new_values."approves", new_values."key", new_values."label", _pgh_attached_context.value, NOW(), \'insert\', new_values."key", new_values."position", new_values."tier" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='da4f920e1ce98ea0fe858b3174ebcf21f42f02ca', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_3bcdc', referencing='REFERENCING NEW TABLE AS new_values ', table='org_unittype', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='unittype',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "org_unittypeevent" ("approves", "key", "label", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "tier") SELECT new_values."approves", new_values."key", new_values."label", _pgh_attached_context.value, NOW(), \'update\', new_values."key", new_values."position", new_values."tier" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."key") = (new_values."key") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='c76a3d18a7c65a84844f10d2345225392a0297d7', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_168a5', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='org_unittype', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='unittype',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "org_unittypeevent" ("approves", "key", "label", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "tier") SELECT old_values."approves", old_values."key", old_values."label", _pgh_attached_context.value, NOW(), \'delete\', old_values."key", old_values."position", old_values."tier" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='5c4a2f601609daf69f1f40390a241e7255eee65e', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_a91f8', referencing='REFERENCING OLD TABLE AS old_values ', table='org_unittype', when='AFTER')),
            ),
        ]),
        migrations.CreateModel(
            name='ParentRule',
            fields=[
            ],
            options={
                'verbose_name': 'nơi được trực thuộc',
                'verbose_name_plural': 'nơi được trực thuộc',
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('org.unittype_allowed_parents',),
        ),
        AddTogether([
            migrations.AddIndex(
                model_name='unit',
                index=models.Index(fields=['path'], name='unit_path'),
            ),
            migrations.AddIndex(
                model_name='unit',
                index=django.contrib.postgres.indexes.GinIndex(fields=['search_key'], name='unit_search', opclasses=['gin_trgm_ops']),
            ),
            migrations.AddConstraint(
                model_name='unit',
                constraint=models.CheckConstraint(condition=models.Q(('closed_on', None), ('closed_on__gt', models.F('opened_on')), _connector='OR'), name='unit_closes_after_it_opens'),
            ),
            migrations.AddConstraint(
                model_name='unit',
                constraint=models.CheckConstraint(condition=models.Q(('closed_on__isnull', False), models.Q(('closing_decision_no', ''), ('closing_reason', '')), _connector='OR'), name='only_a_closed_unit_says_why'),
            ),
            migrations.AddConstraint(
                model_name='unit',
                constraint=models.CheckConstraint(condition=models.Q(('parent', models.F('id')), _negated=True), name='unit_is_not_its_own_parent'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='unit',
                trigger=pgtrigger.compiler.Trigger(name='set_path', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    SELECT COALESCE((SELECT path FROM org_unit WHERE id = NEW.parent_id), '') || NEW.id || '.'\n      INTO NEW.path;\n    RETURN NEW;\n", hash='8491a55ba4b62525b0c62952cb6deee354ce5472', operation='INSERT OR UPDATE OF "parent_id"', pgid='pgtrigger_set_path_60e14', table='org_unit', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='unit',
                trigger=pgtrigger.compiler.Trigger(name='is_empty_when_closed', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (NEW.closed_on < COALESCE(OLD.closed_on, 'infinity'))", func="\n    IF EXISTS (SELECT FROM org_unit u WHERE u.parent_id = NEW.id\n                  AND COALESCE(u.closed_on, 'infinity') > NEW.closed_on)\n       OR EXISTS (SELECT FROM people_membership m WHERE m.unit_id = NEW.id\n                  AND COALESCE(upper(m.during), 'infinity') > NEW.closed_on) THEN\n        RAISE EXCEPTION 'units and members are left in the unit'\n            USING ERRCODE = '23514', CONSTRAINT = 'only_an_empty_unit_is_closed';\n    END IF;\n    RETURN NULL;\n", hash='2e5d8de6a10819437cab69c51af47e68fbe68481', operation='UPDATE OF "closed_on"', pgid='pgtrigger_is_empty_when_closed_9a2b5', table='org_unit', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='unit',
                trigger=pgtrigger.compiler.Trigger(name='code_is_immutable', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."code" IS DISTINCT FROM (NEW."code"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='8fc6957068a6130cc0048525e58c746352305e8a', operation='UPDATE', pgid='pgtrigger_code_is_immutable_7db57', table='org_unit', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='unit',
                trigger=pgtrigger.compiler.Trigger(name='units_are_closed_not_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='c899660ad2b1a58cbab6b6b1c2f13afd230c6b90', operation='DELETE', pgid='pgtrigger_units_are_closed_not_deleted_ef3d1', table='org_unit', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='unit',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "org_unitevent" ("block", "closed_on", "closing_decision_no", "closing_reason", "code", "created_at", "id", "is_provisional", "name", "opened_on", "parent_id", "path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "search_key", "sector", "sort_key", "type_id") SELECT new_values."block", new_values."closed_on", new_values."closing_decision_no", new_values."closing_reason", new_values."code", new_values."created_at", new_values."id", new_values."is_provisional", new_values."name", new_values."opened_on", new_values."parent_id", new_values."path", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."search_key", new_values."sector", new_values."sort_key", new_values."type_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='b8f4edc316e5804db91c307e9a9240a6cb5cbe92', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_4c104', referencing='REFERENCING NEW TABLE AS new_values ', table='org_unit', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='unit',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "org_unitevent" ("block", "closed_on", "closing_decision_no", "closing_reason", "code", "created_at", "id", "is_provisional", "name", "opened_on", "parent_id", "path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "search_key", "sector", "sort_key", "type_id") SELECT new_values."block", new_values."closed_on", new_values."closing_decision_no", new_values."closing_reason", new_values."code", new_values."created_at", new_values."id", new_values."is_provisional", new_values."name", new_values."opened_on", new_values."parent_id", new_values."path", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."search_key", new_values."sector", new_values."sort_key", new_values."type_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='38ba30ff024a87028b25e3a65cb4678a21bc2f2d', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_f1e85', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='org_unit', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='unit',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "org_unitevent" ("block", "closed_on", "closing_decision_no", "closing_reason", "code", "created_at", "id", "is_provisional", "name", "opened_on", "parent_id", "path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "search_key", "sector", "sort_key", "type_id") SELECT old_values."block", old_values."closed_on", old_values."closing_decision_no", old_values."closing_reason", old_values."code", old_values."created_at", old_values."id", old_values."is_provisional", old_values."name", old_values."opened_on", old_values."parent_id", old_values."path", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."search_key", old_values."sector", old_values."sort_key", old_values."type_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='c209931fc0984fc09b1b536fe75e2ddc27cf805c', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_e79c1', referencing='REFERENCING OLD TABLE AS old_values ', table='org_unit', when='AFTER')),
            ),
            migrations.AddField(
                model_name='parentruleevent',
                name='pgh_obj',
                field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='org.parentrule'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='parentrule',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "org_parentruleevent" ("from_unittype_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "to_unittype_id") SELECT new_values."from_unittype_id", new_values."id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."to_unittype_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='d89e72aa7347e6f0fe6c2c8ee166afe15580b1a6', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_62613', referencing='REFERENCING NEW TABLE AS new_values ', table='org_unittype_allowed_parents', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='parentrule',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "org_parentruleevent" ("from_unittype_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "to_unittype_id") SELECT new_values."from_unittype_id", new_values."id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."to_unittype_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='bb8a7cd59f64523f34ab88b8f9160a92deb1f387', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_b6011', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='org_unittype_allowed_parents', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='parentrule',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "org_parentruleevent" ("from_unittype_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "to_unittype_id") SELECT old_values."from_unittype_id", old_values."id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."to_unittype_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='22f79dd840b61dbef9e242146023f58b25610bdd', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_77fb1', referencing='REFERENCING OLD TABLE AS old_values ', table='org_unittype_allowed_parents', when='AFTER')),
            ),
            migrations.AddIndex(
                model_name='parentruleevent',
                index=models.Index(fields=['from_unittype'], name='org_parentr_from_un_c21393_idx'),
            ),
        ]),
    ]
