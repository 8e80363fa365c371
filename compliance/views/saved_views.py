"""Filters of the queue that were given a name: one's own, and those shared with everyone."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db import transaction
from django.db.models import Q
from django.http import QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from .. import roles
from ..accounts import held_by
from ..filters import QueueFilter
from ..keyset import bounded_count, count_text, without_cursor
from ..models import SavedView
from ..rendering import redirect_page

may_read = permission_required("compliance.view_compliancedecision", raise_exception=True)


class SavedViewForm(forms.ModelForm):
    """`user` is the owner; only admins share a view as the one that a role begins with."""

    default_for_role = forms.ChoiceField(
        label="Where this role begins",
        required=False,
        choices=[("", "No role"), *((role, role) for role in roles.ROLES)],
    )

    class Meta:
        model = SavedView
        fields = ["name", "query", "shared", "default_for_role"]
        labels = {"name": "Name", "shared": "Share it with everyone"}
        widgets = {"query": forms.HiddenInput}

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, prefix="view", **kwargs)
        self.user = user
        if roles.ADMIN not in held_by(user)[0]:
            del self.fields["default_for_role"]

    def clean_query(self):
        return without_cursor(QueryDict(self.cleaned_data["query"])).urlencode()

    def clean_name(self):
        name = self.cleaned_data["name"].strip()
        if SavedView.objects.filter(owner=self.user, name=name).exists():
            raise forms.ValidationError("You already have a view with this name.")
        return name

    def _get_validation_exclusions(self):
        # That a role has one beginning is kept by `save`, which takes it from the view that had it.
        return super()._get_validation_exclusions() | {"default_for_role"}

    def save(self):
        self.instance.owner = self.user
        with transaction.atomic():
            if role := self.instance.default_for_role:
                self.instance.shared = True
                SavedView.objects.filter(default_for_role=role).update(default_for_role="")
            return super().save()


def visible_views(user):
    """Views that `user` may use: one's own first, then the shared ones."""
    return SavedView.objects.filter(Q(owner=user) | Q(shared=True)).select_related("owner").order_by("name", "id")


@require_GET
@may_read
def saved_views(request):
    """The list of views with the number that each finds now: asked for by the queue once it is shown."""
    views = []
    for view in visible_views(request.user)[:20]:
        decisions = QueueFilter(QueryDict(view.query), user=request.user).qs
        views.append({"view": view, "count": count_text(bounded_count(decisions))})
    here = QueryDict(request.GET.get("here", ""))
    return render(request, "compliance/_saved_views.html", {"views": views, "here": without_cursor(here).urlencode()})


@require_POST
@may_read
def saved_view_add(request):
    form = SavedViewForm(request.POST, user=request.user)
    if form.is_valid():
        view = form.save()
        messages.success(request, f"Saved as “{view.name}”.")
        query = view.query
    else:
        messages.error(request, "Not saved. " + " ".join(error for errors in form.errors.values() for error in errors))
        query = QueryDict(request.POST.get("view-query", "")).urlencode()
    return redirect_page(request, reverse("compliance:queue") + (f"?{query}" if query else ""))


@require_POST
@may_read
def saved_view_delete(request, view_id):
    """Removes one's own view; an admin also a shared one of somebody else."""
    views = visible_views(request.user)
    if roles.ADMIN not in held_by(request.user)[0]:
        views = views.filter(owner=request.user)
    view = get_object_or_404(views, pk=view_id)
    view.delete()
    messages.success(request, f"Removed the view “{view.name}”.")
    return redirect_page(request, reverse("compliance:queue"))
