"""Accounts: a name, a password and one role."""

from datetime import timedelta

from django.contrib.auth import user_logged_in
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Group, User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.dispatch import receiver
from django.utils import timezone

from . import roles
from .models import Account, AccountActivity

# How exactly we know when somebody was here: one write in so long, however many pages they open.
SEEN_EVERY = timedelta(minutes=1)


class RoleBackend(ModelBackend):
    """Django's accounts and passwords; rights come from roles alone, never from the single account.

    Whoever signs in, and whoever a session belongs to, is an `Account`, whose sessions can be ended at once.
    """

    def authenticate(self, request, **credentials):
        user = super().authenticate(request, **credentials)
        return user and Account.objects.select_related("activity").get(pk=user.pk)

    def get_user(self, user_id):
        account = Account.objects.select_related("activity").filter(pk=user_id).first()
        if account is None or not self.user_can_authenticate(account):
            return None
        note_seen(account)
        return account

    def get_user_permissions(self, user_obj, obj=None):
        return set()

    def get_group_permissions(self, user_obj, obj=None):
        if not user_obj.is_active or user_obj.is_anonymous or obj is not None:
            return set()
        if user_obj.is_superuser:
            return super().get_group_permissions(user_obj, obj)
        return held_by(user_obj)[1]


def note_seen(account):
    """Notes that the account is being used, unless that was noted within the last minute."""
    now = timezone.now()
    activity = getattr(account, "activity", None)
    seen_at = activity and activity.last_seen_at
    if seen_at is None or seen_at < now - SEEN_EVERY:
        seen = AccountActivity(user_id=account.pk, last_seen_at=now)
        AccountActivity.objects.bulk_create(
            [seen], update_conflicts=True, unique_fields=["user"], update_fields=["last_seen_at"]
        )


@receiver(user_logged_in)
def note_login(sender, user, **kwargs):
    note_seen(user)


def held_by(user):
    """`(role names, permissions as "app.codename")` of an account; one query, remembered for the request."""
    if not hasattr(user, "_held"):
        permission = ("permissions__content_type__app_label", "permissions__codename")
        rows = list(Group.objects.filter(user=user).order_by("name").values_list("name", *permission))
        user._held = (
            list(dict.fromkeys(name for name, _, _ in rows)),
            {f"{app}.{codename}" for _, app, codename in rows if codename},
        )
    return user._held


def create_account(name, *, role, password):
    """Creates an account and returns it.

    Raises `ValidationError` with a list of messages: the role does not exist, the name is taken or has odd
    characters, the password is too weak.
    """
    if role not in roles.ROLES:
        raise ValidationError(f"There is no role {role!r}; choose one of {', '.join(roles.ROLES)}.")
    user = User(username=name)
    user.set_password(password)
    user.full_clean()
    validate_password(password, user)
    try:
        with transaction.atomic():
            user.save()
            user.groups.add(Group.objects.get(name=role))
            follow_role(user)
    except IntegrityError:
        raise ValidationError(f"There already is an account named {name}.") from None
    return user


def follow_role(user):
    """Lets exactly the admins into Django's admin: `is_staff` follows the role, nobody sets it by hand."""
    is_admin = user.is_superuser or user.groups.filter(name=roles.ADMIN).exists()
    if user.is_staff != is_admin:
        user.is_staff = is_admin
        user.save(update_fields=["is_staff"])


def role_of(user):
    """The name of the account's role, "" for an account without one."""
    return user.groups.filter(name__in=roles.ROLES).order_by("name").values_list("name", flat=True).first() or ""


def colleagues(user):
    """Active accounts other than `user` whose role may review, by name."""
    reviewing = [role for role, held in roles.ROLES.items() if "review_compliancedecision" in held]
    others = User.objects.filter(is_active=True, groups__name__in=reviewing).exclude(pk=user.pk)
    return others.distinct().order_by("username")
