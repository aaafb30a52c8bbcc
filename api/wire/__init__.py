"""JSON on the wire ↔ typed values: the models that check requests and shape responses also make the OpenAPI document."""
