"""Accounts and roles."""

from dataclasses import dataclass

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import display_for_value, unquote
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import UserChangeForm, UserCreationForm
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import OuterRef, Subquery
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from .. import account_changes, roles
from ..accounts import role_of
from ..models import Account, ReviewRecord
from .site import TellingAdmin, changes_of

ABOUT_ROLES = {
    roles.REVIEWER: "clears flagged decisions",
    roles.MANAGER: "sees the figures",
    roles.ADMIN: "reviews, sees the figures, and looks after sources, people and settings",
    roles.AUDITOR: "reads everything, changes nothing",
}

admin.site.unregister([User, Group])


class RoleField(forms.ModelChoiceField):
    """One of the four roles, and what it is for."""

    def __init__(self):
        offered = Group.objects.filter(name__in=roles.ROLES).order_by("name")
        super().__init__(offered, to_field_name="name", empty_label=None, widget=forms.RadioSelect, label="Role")

    def label_from_instance(self, group):
        return f"{group.name}: {ABOUT_ROLES[group.name]}"


class AddAccountForm(UserCreationForm):
    role = RoleField()


class AccountForm(UserChangeForm):
    """`by` is the admin whose form it is."""

    role = RoleField()
    by = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["role"] = role_of(self.instance)

    def clean_role(self):
        role = self.cleaned_data["role"]
        if role.name != self.initial["role"]:
            # Here already, so that the refusal stands beside the field; its locks hold until the role is written.
            account_changes.check_change(User.objects.get(pk=self.instance.pk), by=self.by)
        return role


class RoleFilter(admin.SimpleListFilter):
    title = "role"
    parameter_name = "role"

    def lookups(self, request, model_admin):
        return [(role, role) for role in roles.ROLES]

    def queryset(self, request, queryset):
        return queryset.filter(groups__name=self.value()) if self.value() in roles.ROLES else queryset


@dataclass(frozen=True)
class Step:
    """Something an admin does to an account on a page of its own, which first says what it will do."""

    name: str
    title: str
    button: str
    active: bool | None
    done: str


DEACTIVATE = Step("deactivate", "Deactivate {}", "Deactivate", True, "Deactivated {} and signed them out everywhere.")
REACTIVATE = Step("reactivate", "Reactivate {}", "Reactivate", False, "Reactivated {}: they can sign in again.")
SIGN_OUT = Step("sign_out", "Sign {} out everywhere", "Sign out everywhere", None, "Signed {} out everywhere.")


@admin.register(User)
class AccountAdmin(TellingAdmin, UserAdmin):
    """An account is a name, a password and a role; rights are given by role alone."""

    form = AccountForm
    add_form = AddAccountForm
    add_form_template = None
    change_form_template = "admin/account_change_form.html"
    change_list_template = "admin/account_change_list.html"
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        ("Person", {"fields": ["first_name", "last_name", "email"]}),
        ("Role", {"fields": ["role", "active"]}),
        ("Dates", {"fields": ["last_seen", "last_record", "last_login", "date_joined"]}),
    ]
    add_fieldsets = [(None, {"classes": ["wide"], "fields": ["username", "password1", "password2", "role"]})]
    readonly_fields = ["active", "last_seen", "last_record", "last_login", "date_joined"]
    list_display = ["username", "full_name", "role", "is_active", "last_seen", "last_record", "last_login"]
    list_filter = ["is_active", RoleFilter]
    list_per_page = 100
    show_facets = admin.ShowFacets.NEVER
    actions = None
    search_help_text = "Any part of the name or address"

    def get_queryset(self, request):
        records = ReviewRecord.objects.filter(actor_id=OuterRef("pk")).order_by("-id")
        accounts = super().get_queryset(request).select_related("activity").prefetch_related("groups")
        return accounts.annotate(last_record_at=Subquery(records.values("created_at")[:1]))

    @admin.display(description="name")
    def full_name(self, user):
        return user.get_full_name()

    @admin.display(description="role")
    def role(self, user):
        return ", ".join(sorted(group.name for group in user.groups.all())) or None

    @admin.display(description="active", boolean=True)
    def active(self, user):
        return user.is_active

    @admin.display(description="last seen", ordering="activity__last_seen_at")
    def last_seen(self, user):
        activity = getattr(user, "activity", None)
        return display_for_value(activity and activity.last_seen_at, "-")

    @admin.display(description="last review record", ordering="last_record_at")
    def last_record(self, user):
        return display_for_value(user.last_record_at, "-")

    # Who may

    def has_change_permission(self, request, obj=None):
        # An admin's rights end below a superuser's: nobody takes over an account that can do more.
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or request.user.is_superuser or not obj.is_superuser)

    def has_delete_permission(self, request, obj=None):
        return False  # an account is deactivated; its verdicts keep its name

    # Adding and changing

    def get_form(self, request, obj=None, **kwargs):
        if obj and obj.pk == request.user.pk:
            return super().get_form(request, obj, form=UserChangeForm, **kwargs)
        form = super().get_form(request, obj, **kwargs)
        form.by = request.user
        return form

    def get_readonly_fields(self, request, obj=None):
        own = ["role"] if obj and obj.pk == request.user.pk else []
        return [*own, *self.readonly_fields]

    def construct_change_message(self, request, form, formsets, add=False):
        if add:
            return f"Added with the role {form.cleaned_data['role'].name}."
        return changes_of(form, besides="role")  # that is recorded where it is changed

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        role = form.cleaned_data.get("role")
        if role and change:
            account_changes.change_role(form.instance, role.name, by=request.user)
        elif role:
            account_changes.give_role(form.instance, role.name, by=request.user)

    def user_change_password(self, request, id, form_url=""):
        if unquote(id) == str(request.user.pk):
            return redirect("password_change")  # where the old one is asked for
        return super().user_change_password(request, id, form_url)

    # Steps on pages of their own

    def get_urls(self):
        steps = {"deactivate": self.deactivate, "reactivate": self.reactivate, "sign-out": self.sign_out}
        urls = [
            path(f"<id>/{part}/", self.admin_site.admin_view(view), name=f"auth_user_{view.__name__}")
            for part, view in steps.items()
        ]
        everybody = path("sign-out/", self.admin_site.admin_view(self.sign_out_all), name="auth_user_sign_out_all")
        return [everybody, *urls, *super().get_urls()]

    def deactivate(self, request, id):
        return self.take_step(request, id, DEACTIVATE)

    def reactivate(self, request, id):
        return self.take_step(request, id, REACTIVATE)

    def sign_out(self, request, id):
        return self.take_step(request, id, SIGN_OUT)

    @method_decorator([csrf_protect, require_http_methods(["GET", "HEAD", "POST"])])
    def take_step(self, request, id, step):
        account = self.get_object(request, unquote(id))
        if account is None:
            raise Http404
        if not self.has_change_permission(request, account):
            raise PermissionDenied
        name = account.get_username()
        if request.method == "POST":
            try:
                getattr(account_changes, step.name)(account, by=request.user)
            except ValidationError as error:
                messages.error(request, " ".join(error.messages))
            else:
                messages.success(request, step.done.format(name))
                if account.pk == request.user.pk:
                    keep_own_session(request)
            return redirect("admin:auth_user_change", account.pk)
        return self.confirm(
            request, step.title.format(name), step.button, consequences(step, account), account=account, step=step
        )

    @method_decorator([csrf_protect, require_http_methods(["GET", "HEAD", "POST"])])
    def sign_out_all(self, request):
        if not self.has_change_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            account_changes.sign_out_all(by=request.user)
            messages.success(request, "Everybody is signed out everywhere, but for you here.")
            keep_own_session(request)
            return redirect("admin:auth_user_changelist")
        sentences = [
            "Every session of every account ends, on every machine, with the next page that it asks for.",
            "What people have typed on a decision's page is kept as their draft.",
            "You stay signed in here.",
        ]
        return self.confirm(request, "Sign everybody out", "Sign everybody out", sentences)

    def confirm(self, request, title, button, sentences, account=None, step=None):
        context = {
            **self.admin_site.each_context(request),
            **{"title": title, "button": button, "sentences": sentences, "account": account, "opts": self.opts},
            "is_own": account is not None and account.pk == request.user.pk and step is not SIGN_OUT,
        }
        return TemplateResponse(request, "admin/account_confirm.html", context)


def consequences(step, account):
    """What a step on an account will do, in sentences."""
    name = account.get_username()
    if step is REACTIVATE:
        role = role_of(account)
        return [f"{name} can sign in again with the same password, {f'as {role}' if role else 'without a role'}."]
    ends = f"All sessions of {name} end, on every machine, with the next page that they ask for."
    if step is SIGN_OUT:
        return [ends, "The password stays as it is. Set a new one if somebody else may know it."]
    work = str(account_changes.work_of(account))
    return [
        f"{name} can't sign in any more. {ends}",
        f"What they have in hand goes back: {work}." if work else "They have nothing in hand.",
        "Their verdicts, drafts and saved views stay. The account can be reactivated.",
    ]


def keep_own_session(request):
    """Lets the session go on in which somebody ends all of theirs."""
    update_session_auth_hash(request, Account.objects.get(pk=request.user.pk))


@admin.register(Group)
class RoleAdmin(GroupAdmin):
    """Roles come with the program; here one only reads what they hold."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
