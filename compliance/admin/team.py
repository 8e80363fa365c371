"""Settings that belong to the team: one row, made on first use."""

from django.conf import settings
from django.contrib import admin, messages
from django.shortcuts import redirect

from .. import team
from ..models import TeamSettings
from .site import TellingAdmin


@admin.register(TeamSettings)
class TeamSettingsAdmin(TellingAdmin):
    fields = ["clear_within_days", "our_agent"]

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        if "our_agent" in form.base_fields:
            form.base_fields["our_agent"].widget.attrs["placeholder"] = settings.OUR_AGENT
        return form

    def get_object(self, request, object_id, from_field=None):
        if object_id == "1":
            TeamSettings.objects.get_or_create(pk=1)
        return super().get_object(request, object_id, from_field)

    def changelist_view(self, request, extra_context=None):
        return redirect("admin:compliance_teamsettings_change", 1)

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if "our_agent" in form.changed_data and team.work_out_anew():
            messages.info(request, "The reasons of all flagged decisions are being worked out anew for this name.")
