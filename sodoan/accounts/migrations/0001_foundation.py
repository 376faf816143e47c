import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from sodoan.common.migrating import AddTogether


class Migration(migrations.Migration):

    replaces = [
        ('accounts', '0001_initial'),
        ('accounts', '0003_phone_is_no_key'),
    ]

    initial = True

    dependencies = [
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        AddTogether([
            migrations.CreateModel(
                name='ActivationSlip',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('purpose', models.CharField(choices=[('activate', 'Kích hoạt'), ('reset', 'Đặt lại mật khẩu'), ('recover', 'Đặt lại mật khẩu và bước xác thực thứ hai')], max_length=10, verbose_name='mục đích')),
                    ('code_hash', models.CharField(max_length=64, verbose_name='mã băm')),
                    ('issued_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='cấp lúc')),
                    ('expires_at', models.DateTimeField(verbose_name='hết hạn lúc')),
                    ('tries_left', models.PositiveSmallIntegerField(default=5, verbose_name='số lần thử còn lại')),
                    ('used_at', models.DateTimeField(blank=True, null=True, verbose_name='dùng lúc')),
                    ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='thu hồi lúc')),
                ],
                options={
                    'verbose_name': 'phiếu kích hoạt',
                    'verbose_name_plural': 'phiếu kích hoạt',
                },
            ),
            migrations.CreateModel(
                name='ActivationSlipEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('purpose', models.CharField(choices=[('activate', 'Kích hoạt'), ('reset', 'Đặt lại mật khẩu'), ('recover', 'Đặt lại mật khẩu và bước xác thực thứ hai')], max_length=10, verbose_name='mục đích')),
                    ('issued_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='cấp lúc')),
                    ('expires_at', models.DateTimeField(verbose_name='hết hạn lúc')),
                    ('tries_left', models.PositiveSmallIntegerField(default=5, verbose_name='số lần thử còn lại')),
                    ('used_at', models.DateTimeField(blank=True, null=True, verbose_name='dùng lúc')),
                    ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='thu hồi lúc')),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='UserEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('code', models.CharField(max_length=20, verbose_name='mã tài khoản')),
                    ('full_name', models.CharField(max_length=120, verbose_name='họ và tên')),
                    ('email', models.EmailField(blank=True, max_length=254, null=True, verbose_name='thư điện tử')),
                    ('phone', models.CharField(blank=True, max_length=15, null=True, verbose_name='điện thoại')),
                    ('is_active', models.BooleanField(default=True, verbose_name='đang dùng')),
                    ('is_admin', models.BooleanField(default=False, verbose_name='quản trị hệ thống')),
                    ('activated_at', models.DateTimeField(blank=True, null=True, verbose_name='kích hoạt lúc')),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='tạo lúc')),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='User',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('password', models.CharField(max_length=128, verbose_name='password')),
                    ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                    ('code', models.CharField(max_length=20, unique=True, verbose_name='mã tài khoản')),
                    ('full_name', models.CharField(max_length=120, verbose_name='họ và tên')),
                    ('email', models.EmailField(blank=True, max_length=254, null=True, unique=True, verbose_name='thư điện tử')),
                    ('phone', models.CharField(blank=True, max_length=15, null=True, verbose_name='điện thoại')),
                    ('is_active', models.BooleanField(default=True, verbose_name='đang dùng')),
                    ('is_admin', models.BooleanField(default=False, verbose_name='quản trị hệ thống')),
                    ('activated_at', models.DateTimeField(blank=True, null=True, verbose_name='kích hoạt lúc')),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='tạo lúc')),
                ],
                options={
                    'verbose_name': 'tài khoản',
                    'verbose_name_plural': 'tài khoản',
                    'constraints': [models.UniqueConstraint(condition=models.Q(('phone__isnull', False)), fields=('phone',), name='one_account_per_phone')],
                },
            ),
        ]),
        AddTogether([
            pgtrigger.migrations.AddTrigger(
                model_name='user',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "accounts_userevent" ("activated_at", "code", "created_at", "email", "full_name", "id", "is_active", "is_admin", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone") SELECT new_values."activated_at", new_values."code", new_values."created_at", new_values."email", new_values."full_name", new_values."id", new_values."is_active", new_values."is_admin", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."phone" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='9253bab64dbf488f3dccb8d25bf69042ba9b0674', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_3867c', referencing='REFERENCING NEW TABLE AS new_values ', table='accounts_user', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='user',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "accounts_userevent" ("activated_at", "code", "created_at", "email", "full_name", "id", "is_active", "is_admin", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone") SELECT new_values."activated_at", new_values."code", new_values."created_at", new_values."email", new_values."full_name", new_values."id", new_values."is_active", new_values."is_admin", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."phone" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."activated_at" IS DISTINCT FROM (new_values."activated_at") OR old_values."code" IS DISTINCT FROM (new_values."code") OR old_values."created_at" IS DISTINCT FROM (new_values."created_at") OR old_values."email" IS DISTINCT FROM (new_values."email") OR old_values."full_name" IS DISTINCT FROM (new_values."full_name") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."is_active" IS DISTINCT FROM (new_values."is_active") OR old_values."is_admin" IS DISTINCT FROM (new_values."is_admin") OR old_values."phone" IS DISTINCT FROM (new_values."phone")) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='31a225e96ce68f47615a54159a6af46b2bc3210d', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_0e890', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='accounts_user', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='user',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "accounts_userevent" ("activated_at", "code", "created_at", "email", "full_name", "id", "is_active", "is_admin", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone") SELECT old_values."activated_at", old_values."code", old_values."created_at", old_values."email", old_values."full_name", old_values."id", old_values."is_active", old_values."is_admin", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."phone" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='84d87ce5ccba6cac77dbb552fa84bff4ba6b98cf', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_19f14', referencing='REFERENCING OLD TABLE AS old_values ', table='accounts_user', when='AFTER')),
            ),
            migrations.AddField(
                model_name='activationslip',
                name='issued_by',
                field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người cấp'),
            ),
            migrations.AddField(
                model_name='activationslip',
                name='user',
                field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='slips', to=settings.AUTH_USER_MODEL, verbose_name='tài khoản'),
            ),
            migrations.AddField(
                model_name='activationslipevent',
                name='issued_by',
                field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người cấp'),
            ),
            migrations.AddField(
                model_name='activationslipevent',
                name='pgh_context',
                field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
            ),
            migrations.AddField(
                model_name='activationslipevent',
                name='pgh_obj',
                field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='accounts.activationslip'),
            ),
            migrations.AddField(
                model_name='activationslipevent',
                name='user',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='tài khoản'),
            ),
            migrations.AddField(
                model_name='userevent',
                name='pgh_context',
                field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
            ),
            migrations.AddField(
                model_name='userevent',
                name='pgh_obj',
                field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddConstraint(
                model_name='activationslip',
                constraint=models.UniqueConstraint(condition=models.Q(('revoked_at', None), ('used_at', None)), fields=('user',), name='one_open_slip_per_user'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='activationslip',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "accounts_activationslipevent" ("expires_at", "id", "issued_at", "issued_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "purpose", "revoked_at", "tries_left", "used_at", "user_id") SELECT new_values."expires_at", new_values."id", new_values."issued_at", new_values."issued_by_id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."purpose", new_values."revoked_at", new_values."tries_left", new_values."used_at", new_values."user_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='91177be986d1ad75a98827599b937d23019e1d4a', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_fa81d', referencing='REFERENCING NEW TABLE AS new_values ', table='accounts_activationslip', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='activationslip',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "accounts_activationslipevent" ("expires_at", "id", "issued_at", "issued_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "purpose", "revoked_at", "tries_left", "used_at", "user_id") SELECT new_values."expires_at", new_values."id", new_values."issued_at", new_values."issued_by_id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."purpose", new_values."revoked_at", new_values."tries_left", new_values."used_at", new_values."user_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."expires_at" IS DISTINCT FROM (new_values."expires_at") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."issued_at" IS DISTINCT FROM (new_values."issued_at") OR old_values."issued_by_id" IS DISTINCT FROM (new_values."issued_by_id") OR old_values."purpose" IS DISTINCT FROM (new_values."purpose") OR old_values."revoked_at" IS DISTINCT FROM (new_values."revoked_at") OR old_values."tries_left" IS DISTINCT FROM (new_values."tries_left") OR old_values."used_at" IS DISTINCT FROM (new_values."used_at") OR old_values."user_id" IS DISTINCT FROM (new_values."user_id")) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='4151ccb88c7cb54cb4a2ca52f9100774aded6517', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_f0b2e', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='accounts_activationslip', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='activationslip',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "accounts_activationslipevent" ("expires_at", "id", "issued_at", "issued_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "purpose", "revoked_at", "tries_left", "used_at", "user_id") SELECT old_values."expires_at", old_values."id", old_values."issued_at", old_values."issued_by_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."purpose", old_values."revoked_at", old_values."tries_left", old_values."used_at", old_values."user_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='64eeb4c9a02c430303538c3d565aaab8ca4db9c7', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_7a42d', referencing='REFERENCING OLD TABLE AS old_values ', table='accounts_activationslip', when='AFTER')),
            ),
        ]),
    ]
