"""Taking in a file while the browser sends it: what is too large is read to its end and not kept."""

from django.core.files.uploadhandler import FileUploadHandler, StopUpload

from .limits import MAX_FILE

# Beyond this the connection is cut instead of reading on only to say what is wrong.
HOPELESS = 20 * MAX_FILE
# The form around the file.
ENVELOPE = 64 * 1024


class SizeLimit(FileUploadHandler):
    """Before Django's own handlers. `too_large` on the request tells the view what has happened."""

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):
        self.body_length = content_length
        self.request.too_large = False

    def receive_data_chunk(self, raw_data, start):
        if self.body_length > MAX_FILE + ENVELOPE or start + len(raw_data) > MAX_FILE:
            self.request.too_large = True
            raise StopUpload(connection_reset=self.body_length > HOPELESS)
        return raw_data

    def file_complete(self, file_size):
        return None
