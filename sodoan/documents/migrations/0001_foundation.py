import django.contrib.postgres.fields
import django.db.models.functions.datetime
from django.db import migrations, models

from sodoan.common.migrating import AddTogether


class Migration(migrations.Migration):

    replaces = [
        ('documents', '0001_initial'),
    ]

    initial = True

    dependencies = [
    ]

    operations = [
        AddTogether([
            migrations.CreateModel(
                name='Attachment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('sha256', models.CharField(db_index=True, max_length=64, verbose_name='mã băm nội dung')),
                    ('media_type', models.CharField(choices=[('image/jpeg', 'Ảnh JPEG'), ('image/png', 'Ảnh PNG'), ('image/webp', 'Ảnh WebP'), ('application/pdf', 'PDF'), ('application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'Văn bản Word'), ('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'Bảng tính Excel')], max_length=100, verbose_name='loại tệp')),
                    ('name', models.CharField(max_length=200, verbose_name='tên tệp')),
                    ('size', models.PositiveBigIntegerField(verbose_name='dung lượng (byte)')),
                    ('uploaded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='tải lên lúc')),
                ],
                options={
                    'verbose_name': 'tệp đính kèm',
                    'verbose_name_plural': 'tệp đính kèm',
                    'ordering': ['-uploaded_at'],
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
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='PaperTemplate',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('plan', 'Kế hoạch'), ('registration', 'Phiếu đăng ký'), ('wall', 'Phiếu treo'), ('summary', 'Bảng tổng hợp đăng ký'), ('minutes', 'Biên bản họp đánh giá, xếp loại'), ('decision', 'Quyết định công nhận kết quả'), ('correction', 'Quyết định điều chỉnh kết quả'), ('admission', 'Quyết định chuẩn y kết nạp đoàn viên')], max_length=20, verbose_name='loại giấy tờ')),
                    ('updated_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='cập nhật lúc')),
                ],
                options={
                    'verbose_name': 'mẫu giấy tờ',
                    'verbose_name_plural': 'mẫu giấy tờ',
                },
            ),
            migrations.CreateModel(
                name='PaperTemplateEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('kind', models.CharField(choices=[('plan', 'Kế hoạch'), ('registration', 'Phiếu đăng ký'), ('wall', 'Phiếu treo'), ('summary', 'Bảng tổng hợp đăng ký'), ('minutes', 'Biên bản họp đánh giá, xếp loại'), ('decision', 'Quyết định công nhận kết quả'), ('correction', 'Quyết định điều chỉnh kết quả'), ('admission', 'Quyết định chuẩn y kết nạp đoàn viên')], max_length=20, verbose_name='loại giấy tờ')),
                    ('updated_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='cập nhật lúc')),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='RegisterCounter',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('KH', 'Kế hoạch'), ('HD', 'Hướng dẫn'), ('BC', 'Báo cáo'), ('CV', 'Công văn'), ('TB', 'Thông báo'), ('QĐ', 'Quyết định'), ('NQ', 'Nghị quyết'), ('KL', 'Kết luận'), ('CT', 'Chỉ thị'), ('CTr', 'Chương trình'), ('QC', 'Quy chế'), ('TTr', 'Tờ trình'), ('BB', 'Biên bản'), ('GM', 'Giấy mời')], max_length=4, verbose_name='loại văn bản')),
                    ('year', models.PositiveSmallIntegerField(verbose_name='năm')),
                    ('last_number', models.PositiveIntegerField(verbose_name='số đã cấp gần nhất')),
                ],
                options={
                    'verbose_name': 'số đang dùng',
                    'verbose_name_plural': 'số đang dùng',
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
                    ('search_key', models.TextField(default='', editable=False)),
                ],
                options={
                    'verbose_name': 'văn bản đi',
                    'verbose_name_plural': 'sổ văn bản đi',
                    'ordering': ['-year', 'kind', '-number'],
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
                    ('search_key', models.TextField(default='', editable=False)),
                ],
                options={
                    'abstract': False,
                },
            ),
        ]),
    ]
