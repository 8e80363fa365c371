"""Django's admin: sources are edited here; what the pipeline and the reviewers wrote is read-only."""

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils.html import format_html

from .accounts import follow_role
from .models import ComplianceDecision, Document, NoteTemplate, ReasonCode, ReviewRecord, Source
from .normalized_urls import InvalidUrl, normalize_url, registrable_domain

admin.site.site_header = admin.site.site_title = "ACC admin"
admin.site.index_title = "Administration"


def login(request, extra_context=None):
    """The one login page of the project, throttled like every login; a colleague without the role gets a 403."""
    if request.user.is_authenticated and not admin.site.has_permission(request):
        raise PermissionDenied
    return redirect_to_login(request.GET.get("next") or reverse("admin:index"))


admin.site.login = login


class BigTableAdmin(admin.ModelAdmin):
    """For tables of millions of rows: no count of the whole table, no drop-down of all sources."""

    show_full_result_count = False
    list_per_page = 50


class ReadOnlyAdmin(BigTableAdmin):
    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class SourceForm(forms.ModelForm):
    """One types the URL; the normalized URL and the domain follow from it."""

    class Meta:
        model = Source
        fields = ["url"]
        widgets = {"url": forms.TextInput(attrs={"class": "vLargeTextField"})}

    def clean_url(self):
        url = self.cleaned_data["url"]
        try:
            self.instance.normalized_url = normalize_url(url)
            self.instance.domain = registrable_domain(self.instance.normalized_url)
        except InvalidUrl as error:
            raise ValidationError(str(error)) from None
        twin = Source.objects.find_by_url(self.instance.normalized_url)
        if twin and twin.pk != self.instance.pk:
            raise ValidationError(
                format_html(
                    'There already is a source with this normalized URL: <a href="{}">{}</a>',
                    reverse("admin:compliance_source_change", args=[twin.pk]),
                    twin.normalized_url,
                )
            )
        return url


@admin.register(Source)
class SourceAdmin(BigTableAdmin):
    form = SourceForm
    fields = ["url", "normalized_url", "domain", "created_at", "updated_at"]
    readonly_fields = ["normalized_url", "domain", "created_at", "updated_at"]
    list_display = ["normalized_url", "domain", "created_at", "updated_at"]
    search_fields = ["normalized_url", "domain"]
    search_help_text = "Any part of the URL or domain"
    ordering = ["domain", "id"]

    def has_delete_permission(self, request, obj=None):
        # Sources that have documents or decisions are history; the list's bulk action can't tell them apart.
        if obj is None or obj.documents.exists() or obj.decisions.exists():
            return False
        return super().has_delete_permission(request, obj)


@admin.register(Document)
class DocumentAdmin(ReadOnlyAdmin):
    list_display = ["source", "document_type", "version", "language", "fetched_at", "text"]
    list_filter = ["document_type"]
    list_select_related = ["source"]
    search_fields = ["source__domain", "source__normalized_url"]
    ordering = ["-fetched_at", "-id"]
    exclude = ["raw_content", "extracted_text"]
    readonly_fields = ["text"]

    def get_queryset(self, request):
        return super().get_queryset(request).defer("raw_content", "extracted_text", "metadata")

    @admin.display(description="text")
    def text(self, document):
        return format_html('<a href="{}">Read</a>', document.get_absolute_url())


@admin.register(ComplianceDecision)
class ComplianceDecisionAdmin(ReadOnlyAdmin):
    list_display = ["source", "status", "compliance_channel", "confidence", "review_flag", "created_at", "page"]
    list_filter = ["status", "review_flag"]
    list_select_related = ["source"]
    search_fields = ["source__domain", "source__normalized_url"]
    ordering = ["-created_at", "-id"]
    readonly_fields = ["page"]

    @admin.display(description="evidence")
    def page(self, decision):
        return format_html('<a href="{}">Open</a>', decision.get_absolute_url())


@admin.register(ReviewRecord)
class ReviewRecordAdmin(ReadOnlyAdmin):
    list_display = ["id", "created_at", "actor_name", "action", "from_status", "to_status", "source_url"]
    list_filter = ["action"]
    search_fields = ["source_url", "actor_name"]


@admin.register(ReasonCode)
class ReasonCodeAdmin(admin.ModelAdmin):
    list_display = ["code", "label", "active", "position"]
    list_editable = ["label", "active", "position"]

    def get_readonly_fields(self, request, obj=None):
        return ["code"] if obj else []  # records name the code

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(NoteTemplate)
class NoteTemplateAdmin(admin.ModelAdmin):
    list_display = ["title", "active", "position"]
    list_editable = ["active", "position"]


admin.site.unregister([User, Group])


@admin.register(User)
class AccountAdmin(UserAdmin):
    """An account is a name, a password and a role; rights are given by role alone."""

    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        ("Person", {"fields": ["first_name", "last_name", "email"]}),
        ("Role", {"fields": ["is_active", "groups"]}),
        ("Dates", {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [(None, {"classes": ["wide"], "fields": ["username", "usable_password", "password1", "password2"]})]
    readonly_fields = ["last_login", "date_joined"]
    list_display = ["username", "first_name", "last_name", "roles", "is_active", "last_login"]
    list_filter = ["is_active", "groups"]

    @admin.display(description="role")
    def roles(self, user):
        return ", ".join(group.name for group in user.groups.all())

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups")

    def has_change_permission(self, request, obj=None):
        # An admin's rights end below a superuser's: nobody takes over an account that can do more.
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or request.user.is_superuser or not obj.is_superuser)

    def has_delete_permission(self, request, obj=None):
        return False  # an account is switched off; its verdicts keep its name

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        follow_role(form.instance)


@admin.register(Group)
class RoleAdmin(GroupAdmin):
    """Roles come with the program; here one only reads what they hold."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
