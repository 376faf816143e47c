import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('org', '0002_initial'),
        ('people', '0001_initial'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sha256', models.CharField(db_index=True, max_length=64, verbose_name='mã băm nội dung')),
                ('media_type', models.CharField(choices=[('image/jpeg', 'Ảnh JPEG'), ('image/png', 'Ảnh PNG'), ('image/webp', 'Ảnh WebP'), ('application/pdf', 'PDF'), ('application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'Văn bản Word'), ('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'Bảng tính Excel')], max_length=100, verbose_name='loại tệp')),
                ('name', models.CharField(max_length=200, verbose_name='tên tệp')),
                ('size', models.PositiveBigIntegerField(verbose_name='dung lượng (byte)')),
                ('uploaded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='tải lên lúc')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit', verbose_name='đơn vị')),
                ('uploaded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người tải lên')),
            ],
            options={
                'verbose_name': 'tệp đính kèm',
                'verbose_name_plural': 'tệp đính kèm',
                'ordering': ['-uploaded_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(('sha256__regex', '^[0-9a-f]{64}$')), name='attachment_sha256_is_hex'), models.CheckConstraint(condition=models.Q(('size__gt', 0)), name='attachment_not_empty')],
            },
        ),
        migrations.CreateModel(
            name='AttachmentEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('sha256', models.CharField(max_length=64, verbose_name='mã băm nội dung')),
                ('media_type', models.CharField(choices=[('image/jpeg', 'Ảnh JPEG'), ('image/png', 'Ảnh PNG'), ('image/webp', 'Ảnh WebP'), ('application/pdf', 'PDF'), ('application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'Văn bản Word'), ('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'Bảng tính Excel')], max_length=100, verbose_name='loại tệp')),
                ('name', models.CharField(max_length=200, verbose_name='tên tệp')),
                ('size', models.PositiveBigIntegerField(verbose_name='dung lượng (byte)')),
                ('uploaded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='tải lên lúc')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='documents.attachment')),
                ('unit', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='org.unit', verbose_name='đơn vị')),
                ('uploaded_by', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người tải lên')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PaperTemplate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('plan', 'Kế hoạch'), ('registration', 'Phiếu đăng ký'), ('wall', 'Phiếu treo'), ('summary', 'Bảng tổng hợp đăng ký'), ('minutes', 'Biên bản họp đánh giá, xếp loại'), ('decision', 'Quyết định công nhận kết quả')], max_length=20, verbose_name='loại giấy tờ')),
                ('updated_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='cập nhật lúc')),
                ('attachment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.attachment', verbose_name='tệp mẫu')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit', verbose_name='đơn vị')),
            ],
            options={
                'verbose_name': 'mẫu giấy tờ',
                'verbose_name_plural': 'mẫu giấy tờ',
                'constraints': [models.UniqueConstraint(fields=('unit', 'kind'), name='one_template_per_unit_and_kind')],
            },
        ),
        migrations.CreateModel(
            name='PaperTemplateEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('kind', models.CharField(choices=[('plan', 'Kế hoạch'), ('registration', 'Phiếu đăng ký'), ('wall', 'Phiếu treo'), ('summary', 'Bảng tổng hợp đăng ký'), ('minutes', 'Biên bản họp đánh giá, xếp loại'), ('decision', 'Quyết định công nhận kết quả')], max_length=20, verbose_name='loại giấy tờ')),
                ('updated_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='cập nhật lúc')),
                ('attachment', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='documents.attachment', verbose_name='tệp mẫu')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='documents.papertemplate')),
                ('unit', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='org.unit', verbose_name='đơn vị')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['unit'], name='documents_p_unit_id_c40a31_idx')],
            },
        ),
        migrations.CreateModel(
            name='RegisterCounter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('KH', 'Kế hoạch'), ('HD', 'Hướng dẫn'), ('BC', 'Báo cáo'), ('CV', 'Công văn'), ('TB', 'Thông báo'), ('QĐ', 'Quyết định'), ('NQ', 'Nghị quyết'), ('KL', 'Kết luận'), ('CT', 'Chỉ thị'), ('CTr', 'Chương trình'), ('QC', 'Quy chế'), ('TTr', 'Tờ trình'), ('BB', 'Biên bản'), ('GM', 'Giấy mời')], max_length=4, verbose_name='loại văn bản')),
                ('year', models.PositiveSmallIntegerField(verbose_name='năm')),
                ('last_number', models.PositiveIntegerField(verbose_name='số đã cấp gần nhất')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit', verbose_name='đơn vị')),
            ],
            options={
                'verbose_name': 'số đang dùng',
                'verbose_name_plural': 'số đang dùng',
                'constraints': [models.UniqueConstraint(fields=('unit', 'kind', 'year'), name='one_counter_per_unit_kind_year')],
            },
        ),
        migrations.CreateModel(
            name='RegisterEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('KH', 'Kế hoạch'), ('HD', 'Hướng dẫn'), ('BC', 'Báo cáo'), ('CV', 'Công văn'), ('TB', 'Thông báo'), ('QĐ', 'Quyết định'), ('NQ', 'Nghị quyết'), ('KL', 'Kết luận'), ('CT', 'Chỉ thị'), ('CTr', 'Chương trình'), ('QC', 'Quy chế'), ('TTr', 'Tờ trình'), ('BB', 'Biên bản'), ('GM', 'Giấy mời')], max_length=4, verbose_name='loại văn bản')),
                ('year', models.PositiveSmallIntegerField(verbose_name='năm')),
                ('number', models.PositiveIntegerField(verbose_name='số')),
                ('symbol', models.CharField(help_text='Ví dụ: KH/ĐTN-TCKT.', max_length=40, verbose_name='ký hiệu')),
                ('issued_on', models.DateField(verbose_name='ngày ban hành')),
                ('title', models.CharField(max_length=400, verbose_name='trích yếu')),
                ('signer_name', models.CharField(max_length=120, verbose_name='họ tên người ký')),
                ('signer_post', models.CharField(blank=True, max_length=120, verbose_name='chức vụ người ký')),
                ('recipients', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=200), blank=True, default=list, size=None, verbose_name='nơi nhận')),
                ('voided_at', models.DateTimeField(blank=True, null=True, verbose_name='hủy lúc')),
                ('void_reason', models.CharField(blank=True, max_length=300, verbose_name='lý do hủy')),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='vào sổ lúc')),
                ('attachment', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.attachment', verbose_name='tệp')),
                ('registered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người vào sổ')),
                ('signer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='người ký')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit', verbose_name='đơn vị')),
            ],
            options={
                'verbose_name': 'văn bản đi',
                'verbose_name_plural': 'sổ văn bản đi',
                'ordering': ['-year', 'kind', '-number'],
                'constraints': [models.UniqueConstraint(fields=('unit', 'kind', 'year', 'number'), name='register_number_is_unique'), models.CheckConstraint(condition=models.Q(('number__gt', 0)), name='register_number_is_positive'), models.CheckConstraint(condition=models.Q(('year', django.db.models.functions.datetime.ExtractYear('issued_on'))), name='register_year_is_issue_year'), models.CheckConstraint(condition=models.Q(models.Q(('void_reason', ''), ('voided_at', None)), models.Q(('voided_at__isnull', False), models.Q(('void_reason', ''), _negated=True)), _connector='OR'), name='register_void_has_reason')],
            },
        ),
        migrations.CreateModel(
            name='RegisterEntryEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('kind', models.CharField(choices=[('KH', 'Kế hoạch'), ('HD', 'Hướng dẫn'), ('BC', 'Báo cáo'), ('CV', 'Công văn'), ('TB', 'Thông báo'), ('QĐ', 'Quyết định'), ('NQ', 'Nghị quyết'), ('KL', 'Kết luận'), ('CT', 'Chỉ thị'), ('CTr', 'Chương trình'), ('QC', 'Quy chế'), ('TTr', 'Tờ trình'), ('BB', 'Biên bản'), ('GM', 'Giấy mời')], max_length=4, verbose_name='loại văn bản')),
                ('year', models.PositiveSmallIntegerField(verbose_name='năm')),
                ('number', models.PositiveIntegerField(verbose_name='số')),
                ('symbol', models.CharField(help_text='Ví dụ: KH/ĐTN-TCKT.', max_length=40, verbose_name='ký hiệu')),
                ('issued_on', models.DateField(verbose_name='ngày ban hành')),
                ('title', models.CharField(max_length=400, verbose_name='trích yếu')),
                ('signer_name', models.CharField(max_length=120, verbose_name='họ tên người ký')),
                ('signer_post', models.CharField(blank=True, max_length=120, verbose_name='chức vụ người ký')),
                ('recipients', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=200), blank=True, default=list, size=None, verbose_name='nơi nhận')),
                ('voided_at', models.DateTimeField(blank=True, null=True, verbose_name='hủy lúc')),
                ('void_reason', models.CharField(blank=True, max_length=300, verbose_name='lý do hủy')),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='vào sổ lúc')),
                ('attachment', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='documents.attachment', verbose_name='tệp')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='documents.registerentry')),
                ('registered_by', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người vào sổ')),
                ('signer', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='people.person', verbose_name='người ký')),
                ('unit', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='org.unit', verbose_name='đơn vị')),
            ],
            options={
                'abstract': False,
            },
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
        pgtrigger.migrations.AddTrigger(
            model_name='registerentry',
            trigger=pgtrigger.compiler.Trigger(name='register_keeps_its_entries', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='238080b645713b15c1192246cd9b0a4d01ec708b', operation='DELETE', pgid='pgtrigger_register_keeps_its_entries_7c448', table='documents_registerentry', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='registerentry',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "documents_registerentryevent" ("attachment_id", "created_at", "id", "issued_on", "kind", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recipients", "registered_by_id", "signer_id", "signer_name", "signer_post", "symbol", "title", "unit_id", "void_reason", "voided_at", "year") SELECT new_values."attachment_id", new_values."created_at", new_values."id", new_values."issued_on", new_values."kind", new_values."number", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."recipients", new_values."registered_by_id", new_values."signer_id", new_values."signer_name", new_values."signer_post", new_values."symbol", new_values."title", new_values."unit_id", new_values."void_reason", new_values."voided_at", new_values."year" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='f947f7d5d7eb585d879cb2245942f42ed3863fd0', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_816dd', referencing='REFERENCING NEW TABLE AS new_values ', table='documents_registerentry', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='registerentry',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "documents_registerentryevent" ("attachment_id", "created_at", "id", "issued_on", "kind", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recipients", "registered_by_id", "signer_id", "signer_name", "signer_post", "symbol", "title", "unit_id", "void_reason", "voided_at", "year") SELECT new_values."attachment_id", new_values."created_at", new_values."id", new_values."issued_on", new_values."kind", new_values."number", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."recipients", new_values."registered_by_id", new_values."signer_id", new_values."signer_name", new_values."signer_post", new_values."symbol", new_values."title", new_values."unit_id", new_values."void_reason", new_values."voided_at", new_values."year" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='ec64b0bd31cdca13d3b1033491a8861aecbbb23c', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_cfe94', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='documents_registerentry', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='registerentry',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "documents_registerentryevent" ("attachment_id", "created_at", "id", "issued_on", "kind", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recipients", "registered_by_id", "signer_id", "signer_name", "signer_post", "symbol", "title", "unit_id", "void_reason", "voided_at", "year") SELECT old_values."attachment_id", old_values."created_at", old_values."id", old_values."issued_on", old_values."kind", old_values."number", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."recipients", old_values."registered_by_id", old_values."signer_id", old_values."signer_name", old_values."signer_post", old_values."symbol", old_values."title", old_values."unit_id", old_values."void_reason", old_values."voided_at", old_values."year" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='fd6add6c095e4b1c9503376e7c61a4c8e4f6803d', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_1128b', referencing='REFERENCING OLD TABLE AS old_values ', table='documents_registerentry', when='AFTER')),
        ),
    ]
