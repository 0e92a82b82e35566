"""Ids of what seals and signatures add to the page of certificates."""


class CertificateSeals:
    LINE = "certificates-seal"
    SEAL = "certificates-sign"
    PACKAGE = "certificates-package"
    PACKED = "certificates-packed"
    UPLOAD = "certificates-upload"
    CHOOSE = "certificates-choose"
    LARGE = "certificates-large"
    RETURNED = "certificates-returned"
