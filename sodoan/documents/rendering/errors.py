"""What can go wrong with a template, said so that an officer can mend it."""


class TemplateRefusedError(ValueError):
    """The template cannot be used; the message is Vietnamese and meant for the officer."""
