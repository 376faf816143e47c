import django.contrib.postgres.fields
import django.db.models.functions.datetime
import sodoan.common.periods
from django.db import migrations, models

from sodoan.common.migrating import AddTogether


class Migration(migrations.Migration):

    replaces = [
        ('org', '0001_initial'),
    ]

    initial = True

    dependencies = [
        ('common', '0001_extensions'),
    ]

    operations = [
        AddTogether([
            migrations.CreateModel(
                name='Appointment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('during', sodoan.common.periods.PeriodField(verbose_name='thời gian')),
                    ('is_exclusive', models.BooleanField(editable=False, help_text='Sao từ chức danh khi bổ nhiệm, cho ràng buộc dưới đây.')),
                    ('decision_no', models.CharField(blank=True, max_length=60, verbose_name='số quyết định')),
                    ('decision_on', models.DateField(blank=True, null=True, verbose_name='ngày quyết định')),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ],
                options={
                    'verbose_name': 'phân công giữ chức danh',
                    'verbose_name_plural': 'phân công giữ chức danh',
                },
            ),
            migrations.CreateModel(
                name='AppointmentEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('during', sodoan.common.periods.PeriodField(verbose_name='thời gian')),
                    ('is_exclusive', models.BooleanField(editable=False, help_text='Sao từ chức danh khi bổ nhiệm, cho ràng buộc dưới đây.')),
                    ('decision_no', models.CharField(blank=True, max_length=60, verbose_name='số quyết định')),
                    ('decision_on', models.DateField(blank=True, null=True, verbose_name='ngày quyết định')),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='ParentRuleEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='Placement',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('path', models.CharField(db_collation='C', editable=False, max_length=200, verbose_name='đường dẫn')),
                    ('name', models.CharField(max_length=160, verbose_name='tên đơn vị')),
                    ('during', sodoan.common.periods.PeriodField(verbose_name='thời gian')),
                    ('decision_no', models.CharField(blank=True, max_length=60, verbose_name='số quyết định')),
                ],
                options={
                    'verbose_name': 'vị trí trong tổ chức',
                    'verbose_name_plural': 'vị trí trong tổ chức',
                },
            ),
            migrations.CreateModel(
                name='PlacementEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('path', models.CharField(db_collation='C', editable=False, max_length=200, verbose_name='đường dẫn')),
                    ('name', models.CharField(max_length=160, verbose_name='tên đơn vị')),
                    ('during', sodoan.common.periods.PeriodField(verbose_name='thời gian')),
                    ('decision_no', models.CharField(blank=True, max_length=60, verbose_name='số quyết định')),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='Post',
                fields=[
                    ('key', models.SlugField(max_length=40, primary_key=True, serialize=False, verbose_name='khóa')),
                    ('label', models.CharField(max_length=80, verbose_name='tên chức danh')),
                    ('tiers', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(choices=[(0, 'Trung ương'), (1, 'Cấp tỉnh'), (2, 'Cấp huyện (đến 30/6/2025)'), (3, 'Cấp xã và tương đương'), (4, 'Cơ sở'), (5, 'Đoàn bộ phận, liên chi đoàn'), (6, 'Chi đoàn')]), size=None, verbose_name='cấp được dùng')),
                    ('body', models.CharField(choices=[('bch', 'Ban Chấp hành'), ('btv', 'Ban Thường vụ'), ('ubkt', 'Ủy ban Kiểm tra'), ('staff', 'Cán bộ chuyên trách')], max_length=10, verbose_name='tổ chức')),
                    ('role', models.CharField(choices=[('lead', 'Phụ trách'), ('committee', 'Ban Chấp hành'), ('staff', 'Cán bộ, chuyên viên'), ('inspector', 'Kiểm tra'), ('none', 'Không kèm quyền')], max_length=12, verbose_name='vai trò')),
                    ('is_exclusive', models.BooleanField(help_text='Mỗi đơn vị chỉ có một người giữ chức danh này trong một ngày.', verbose_name='chỉ một người')),
                    ('position', models.PositiveSmallIntegerField(default=0, verbose_name='thứ tự')),
                    ('is_retired', models.BooleanField(db_default=False, default=False, help_text='Không ghi thêm ai vào chức danh này. Người đang giữ vẫn giữ đến khi thôi chức.', verbose_name='thôi dùng')),
                ],
                options={
                    'verbose_name': 'chức danh',
                    'verbose_name_plural': 'chức danh',
                    'ordering': ['position'],
                },
            ),
            migrations.CreateModel(
                name='PostEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('key', models.SlugField(db_index=False, max_length=40, serialize=False, verbose_name='khóa')),
                    ('label', models.CharField(max_length=80, verbose_name='tên chức danh')),
                    ('tiers', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(choices=[(0, 'Trung ương'), (1, 'Cấp tỉnh'), (2, 'Cấp huyện (đến 30/6/2025)'), (3, 'Cấp xã và tương đương'), (4, 'Cơ sở'), (5, 'Đoàn bộ phận, liên chi đoàn'), (6, 'Chi đoàn')]), size=None, verbose_name='cấp được dùng')),
                    ('body', models.CharField(choices=[('bch', 'Ban Chấp hành'), ('btv', 'Ban Thường vụ'), ('ubkt', 'Ủy ban Kiểm tra'), ('staff', 'Cán bộ chuyên trách')], max_length=10, verbose_name='tổ chức')),
                    ('role', models.CharField(choices=[('lead', 'Phụ trách'), ('committee', 'Ban Chấp hành'), ('staff', 'Cán bộ, chuyên viên'), ('inspector', 'Kiểm tra'), ('none', 'Không kèm quyền')], max_length=12, verbose_name='vai trò')),
                    ('is_exclusive', models.BooleanField(help_text='Mỗi đơn vị chỉ có một người giữ chức danh này trong một ngày.', verbose_name='chỉ một người')),
                    ('position', models.PositiveSmallIntegerField(default=0, verbose_name='thứ tự')),
                    ('is_retired', models.BooleanField(db_default=False, default=False, help_text='Không ghi thêm ai vào chức danh này. Người đang giữ vẫn giữ đến khi thôi chức.', verbose_name='thôi dùng')),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='Seat',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('count', models.PositiveSmallIntegerField(verbose_name='số lượng')),
                ],
                options={
                    'verbose_name': 'số lượng theo chức danh',
                    'verbose_name_plural': 'số lượng theo chức danh',
                },
            ),
            migrations.CreateModel(
                name='SeatEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('count', models.PositiveSmallIntegerField(verbose_name='số lượng')),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='Term',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('body', models.CharField(choices=[('bch', 'Ban Chấp hành'), ('btv', 'Ban Thường vụ'), ('ubkt', 'Ủy ban Kiểm tra'), ('staff', 'Cán bộ chuyên trách')], max_length=10, verbose_name='tổ chức')),
                    ('label', models.CharField(max_length=40, verbose_name='nhiệm kỳ')),
                    ('during', sodoan.common.periods.PeriodField(verbose_name='thời gian')),
                ],
                options={
                    'verbose_name': 'nhiệm kỳ',
                    'verbose_name_plural': 'nhiệm kỳ',
                },
            ),
            migrations.CreateModel(
                name='TermEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('body', models.CharField(choices=[('bch', 'Ban Chấp hành'), ('btv', 'Ban Thường vụ'), ('ubkt', 'Ủy ban Kiểm tra'), ('staff', 'Cán bộ chuyên trách')], max_length=10, verbose_name='tổ chức')),
                    ('label', models.CharField(max_length=40, verbose_name='nhiệm kỳ')),
                    ('during', sodoan.common.periods.PeriodField(verbose_name='thời gian')),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='Unit',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.CharField(max_length=40, unique=True, verbose_name='mã đơn vị')),
                    ('path', models.CharField(db_collation='C', editable=False, max_length=200, verbose_name='đường dẫn')),
                    ('name', models.CharField(max_length=160, verbose_name='tên đơn vị')),
                    ('sort_key', models.CharField(db_collation='C', editable=False, max_length=400)),
                    ('search_key', models.CharField(editable=False, max_length=200)),
                    ('sector', models.CharField(choices=[('residential', 'Địa bàn dân cư'), ('school', 'Trường học'), ('civil_service', 'Công chức, viên chức'), ('workers', 'Công nhân lao động'), ('enterprise', 'Doanh nghiệp'), ('armed_forces', 'Lực lượng vũ trang'), ('other', 'Khác')], default='residential', max_length=20, verbose_name='khối')),
                    ('block', models.CharField(choices=[('school', 'Khối trường học'), ('other', 'Các khối còn lại')], default='other', max_length=10, verbose_name='lịch năm')),
                    ('opened_on', models.DateField(verbose_name='ngày thành lập')),
                    ('closed_on', models.DateField(blank=True, null=True, verbose_name='ngày kết thúc')),
                    ('closing_reason', models.CharField(blank=True, max_length=300, verbose_name='lý do kết thúc')),
                    ('closing_decision_no', models.CharField(blank=True, max_length=60, verbose_name='số quyết định kết thúc')),
                    ('is_provisional', models.BooleanField(default=False, verbose_name='lâm thời')),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ],
                options={
                    'verbose_name': 'đơn vị',
                    'verbose_name_plural': 'đơn vị',
                },
            ),
            migrations.CreateModel(
                name='UnitEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('code', models.CharField(max_length=40, verbose_name='mã đơn vị')),
                    ('path', models.CharField(db_collation='C', editable=False, max_length=200, verbose_name='đường dẫn')),
                    ('name', models.CharField(max_length=160, verbose_name='tên đơn vị')),
                    ('sort_key', models.CharField(db_collation='C', editable=False, max_length=400)),
                    ('search_key', models.CharField(editable=False, max_length=200)),
                    ('sector', models.CharField(choices=[('residential', 'Địa bàn dân cư'), ('school', 'Trường học'), ('civil_service', 'Công chức, viên chức'), ('workers', 'Công nhân lao động'), ('enterprise', 'Doanh nghiệp'), ('armed_forces', 'Lực lượng vũ trang'), ('other', 'Khác')], default='residential', max_length=20, verbose_name='khối')),
                    ('block', models.CharField(choices=[('school', 'Khối trường học'), ('other', 'Các khối còn lại')], default='other', max_length=10, verbose_name='lịch năm')),
                    ('opened_on', models.DateField(verbose_name='ngày thành lập')),
                    ('closed_on', models.DateField(blank=True, null=True, verbose_name='ngày kết thúc')),
                    ('closing_reason', models.CharField(blank=True, max_length=300, verbose_name='lý do kết thúc')),
                    ('closing_decision_no', models.CharField(blank=True, max_length=60, verbose_name='số quyết định kết thúc')),
                    ('is_provisional', models.BooleanField(default=False, verbose_name='lâm thời')),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='UnitType',
                fields=[
                    ('key', models.SlugField(max_length=40, primary_key=True, serialize=False, verbose_name='khóa')),
                    ('label', models.CharField(max_length=80, verbose_name='tên loại')),
                    ('tier', models.PositiveSmallIntegerField(choices=[(0, 'Trung ương'), (1, 'Cấp tỉnh'), (2, 'Cấp huyện (đến 30/6/2025)'), (3, 'Cấp xã và tương đương'), (4, 'Cơ sở'), (5, 'Đoàn bộ phận, liên chi đoàn'), (6, 'Chi đoàn')], verbose_name='cấp')),
                    ('approves', models.BooleanField(help_text='Cấp duyệt kết quả xếp loại của chi đoàn trực thuộc.', verbose_name='duyệt kết quả cấp dưới')),
                    ('position', models.PositiveSmallIntegerField(default=0, verbose_name='thứ tự')),
                ],
                options={
                    'verbose_name': 'loại đơn vị',
                    'verbose_name_plural': 'loại đơn vị',
                    'ordering': ['tier', 'position'],
                },
            ),
            migrations.CreateModel(
                name='UnitTypeEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('key', models.SlugField(db_index=False, max_length=40, serialize=False, verbose_name='khóa')),
                    ('label', models.CharField(max_length=80, verbose_name='tên loại')),
                    ('tier', models.PositiveSmallIntegerField(choices=[(0, 'Trung ương'), (1, 'Cấp tỉnh'), (2, 'Cấp huyện (đến 30/6/2025)'), (3, 'Cấp xã và tương đương'), (4, 'Cơ sở'), (5, 'Đoàn bộ phận, liên chi đoàn'), (6, 'Chi đoàn')], verbose_name='cấp')),
                    ('approves', models.BooleanField(help_text='Cấp duyệt kết quả xếp loại của chi đoàn trực thuộc.', verbose_name='duyệt kết quả cấp dưới')),
                    ('position', models.PositiveSmallIntegerField(default=0, verbose_name='thứ tự')),
                ],
                options={
                    'abstract': False,
                },
            ),
        ]),
    ]
