"""Imports: the list, and one file from its upload over columns, preview and confirmation to its report."""

from datetime import datetime

from django.contrib.auth.decorators import permission_required
from django.http import Http404, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from ..imports import limits, reports, steps
from ..imports.forms import ColumnsForm, ReadingForm, UploadForm
from ..imports.uploading import SizeLimit
from ..keyset import Order, read_page
from ..models import Import, ImportRow
from ..rendering import render_page

PAGE_SIZE = 50
NEWEST = Order("Newest first", ("id",), descending=True)
State = Import.State

may_view = permission_required("compliance.view_import", raise_exception=True)
may_add = permission_required(steps.PERMISSION, raise_exception=True)


@require_safe
@may_view
def imports(request):
    """All imports, the latest first."""
    page = read_page(Import.objects.select_related("uploaded_by"), NEWEST, request.GET, PAGE_SIZE)
    for upload in page.rows:
        is_dead = upload.state in (State.FAILED, State.CANCELLED)
        counts = {} if is_dead else upload.written or upload.previewed
        upload.numbers = [reports.total(counts, outcome) for outcome in reports.OUTCOMES] if counts else []
    return render_page(request, "compliance/imports.html", {"page": page})


# The body is read where its token is looked for: not before the permission is clear, and no further than the limit.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@may_add
def import_upload(request):
    """The form for a file, and what it sends."""
    request.upload_handlers.insert(0, SizeLimit(request))
    return receive_upload(request)


@csrf_protect
def receive_upload(request):
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if getattr(request, "too_large", False):
        form.errors.pop("file", None)
        form.add_error("file", f"The file is larger than {limits.MAX_FILE // 1024**2} MB, the most for one import.")
    elif form.is_bound and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            return redirect(steps.upload(file.file, file.name, by=request.user))
        except limits.Refused as refused:
            form.add_error("file", str(refused))
    context = {"form": form, "limits": limits}
    return render_page(request, "compliance/import_upload.html", context, status=422 if form.is_bound else 200)


@require_safe
@may_view
def import_detail(request, import_id):
    """The preview, the progress or the report: whatever the import has come to."""
    upload = get_import(import_id)
    if upload.state == State.UPLOADED and request.user.has_perm(steps.PERMISSION):
        return redirect("compliance:import_columns", upload.pk)
    if request.htmx.target == "import-progress" and upload.state not in Import.AT_WORK:
        return HttpResponseClientRedirect(upload.get_absolute_url())
    return render_import(request, upload)


@require_http_methods(["GET", "HEAD", "POST"])
@may_add
def import_columns(request, import_id):
    """How a CSV is read and which columns are taken; the query string says what was chosen so far."""
    upload = get_import(import_id)
    if upload.format != Import.Format.CSV:
        raise Http404
    if upload.state not in (State.UPLOADED, State.PREVIEWED):
        return render_import(request, upload, refused=steps.what_happened(upload.pk), status=409)
    reading_form = ReadingForm(chosen_reading(request, upload))
    form = head = None
    problem = ""
    if reading_form.is_valid():
        reading = reading_form.reading()
        try:
            head, guess = steps.head_of(upload, reading)
        except limits.Refused as refused:
            problem = str(refused)
        else:
            same = all(upload.reading[name] == value for name, value in reading.items())
            form = ColumnsForm(request.POST or None, names=head.names, initial=upload.reading if same else guess)
            if request.method == "POST" and form.is_valid():
                chosen = reading | form.cleaned_data
                return check_columns(request, upload, chosen | {"left_out": left_out(head, chosen)})
    context = {
        "upload": upload,
        "reading_form": reading_form,
        "form": form,
        "head": head,
        "problem": problem,
        "utf8_error": upload.reading.get("utf8_error"),
        "left_out": left_out(head, form.initial) if form else [],
    }
    status = 422 if request.method == "POST" or problem or not reading_form.is_valid() else 200
    return render_page(request, "compliance/import_columns.html", context, fragments=["import-columns"], status=status)


def left_out(head, chosen):
    """Names of the columns that are not taken, cut to what a page shows."""
    taken = (chosen["url"], chosen["domain"])
    return [name[:40] for number, name in enumerate(head.names) if number not in taken]


def chosen_reading(request, upload):
    """What was sent or asked for, else what the file is recognised as, as the fields of `ReadingForm`."""
    given = request.POST if request.method == "POST" else request.GET
    recognised = {
        "encoding": upload.reading["encoding"],
        "separator": upload.reading["separator"],
        "headings": "yes" if upload.reading["headings"] else "no",
    }
    return {name: given.get(name, value) for name, value in recognised.items()}


def check_columns(request, upload, reading):
    try:
        steps.check(upload.pk, upload.reading | reading, by=request.user)
    except steps.Conflict as conflict:
        return render_import(request, get_import(upload.pk), refused=str(conflict), status=409)
    return redirect(upload)


@require_POST
@may_add
def import_confirm(request, import_id):
    """Has a previewed import written."""
    upload = get_import(import_id)
    try:
        steps.confirm(upload.pk, read_moment(request.POST.get("checked_at", "")), by=request.user)
    except steps.Conflict as conflict:
        return render_import(request, get_import(upload.pk), refused=str(conflict), status=409)
    return redirect(upload)


def read_moment(text):
    """An aware datetime, None for anything else."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


@require_POST
@may_add
def import_cancel(request, import_id):
    """Ends an import before anything is written."""
    upload = get_import(import_id)
    try:
        steps.cancel(upload.pk, by=request.user)
    except steps.Conflict as conflict:
        return render_import(request, get_import(upload.pk), refused=str(conflict), status=409)
    return redirect(upload)


@require_safe
@may_view
def import_rows(request, import_id):
    """The rows as a CSV to download: all, or those with the outcome that the query string names."""
    upload = get_import(import_id)
    outcome = request.GET.get("outcome", "")
    if upload.state not in (State.PREVIEWED, State.RUNNING, State.FINISHED) or outcome not in ("", *ImportRow.Outcome):
        raise Http404
    response = StreamingHttpResponse(reports.csv_pieces(upload, outcome), content_type="text/csv; charset=utf-8")
    name = f"import-{upload.pk}-{outcome or 'rows'}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def render_import(request, upload, *, refused="", status=200):
    context = {"upload": upload, "refused": refused, "may_add": request.user.has_perm(steps.PERMISSION)}
    if upload.state in Import.AT_WORK:
        template = "compliance/import_progress.html"
    elif upload.state == State.PREVIEWED:
        template = "compliance/import_preview.html"
        wrong_domains, spelled_otherwise = reports.remarks(upload)
        context |= {
            "counts": reports.count_rows(upload),
            "groups": reports.groups(upload),
            "to_write": reports.total(upload.previewed, "new", "changed"),
            "rejected": reports.total(upload.previewed, "rejected"),
            "wrong_domains": wrong_domains,
            "spelled_otherwise": spelled_otherwise,
        }
    else:
        template = "compliance/import_report.html"
        rows, more = reports.otherwise(upload) if upload.state == State.FINISHED else ([], False)
        context |= {
            "counts": reports.count_rows(upload),
            "done": reports.total(upload.written, "new", "changed"),
            "rejected": reports.total(upload.written, "rejected"),
            "otherwise": rows,
            "otherwise_more": more,
        }
    return render_page(request, template, context, fragments=["import-progress"], status=status)


def get_import(import_id):
    if import_id >= 2**63:
        raise Http404
    people = Import.objects.select_related("uploaded_by", "confirmed_by", "cancelled_by")
    return get_object_or_404(people, pk=import_id)
