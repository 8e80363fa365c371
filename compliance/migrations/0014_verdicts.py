from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("compliance", "0013_queue_stays")]

    operations = []
