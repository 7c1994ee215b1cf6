"""All that can be done, one function a deed."""
