// SPDX-License-Identifier: Apache-2.0
#include "wamp/transport/tls_words.h"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <cstring>
#include <memory>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace wampbridge::transport {
namespace {

// The words that a connection remembers, a std::string of its own.
void FreeWords(void*, void* words, CRYPTO_EX_DATA*, int, long, void*) {
  delete static_cast<std::string*>(words);
}

int WordsIndex() {
  static const int index =
      SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, FreeWords);
  return index;
}

std::string TextOf(const ASN1_STRING* text) {
  return absl::CHexEscape(
      std::string(reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
                  static_cast<size_t>(ASN1_STRING_length(text))));
}

std::string AddressOf(const ASN1_OCTET_STRING* address) {
  char text[INET6_ADDRSTRLEN] = "";
  const int family = ASN1_STRING_length(address) == 4 ? AF_INET : AF_INET6;
  inet_ntop(family, ASN1_STRING_get0_data(address), text, sizeof(text));
  return text;
}

// "router-a, *.example.com, 10.0.0.1"
std::string NamesOf(X509* certificate) {
  std::string names;
  auto* entries = static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr));
  for (int i = 0; i < sk_GENERAL_NAME_num(entries); ++i) {
    const GENERAL_NAME* entry = sk_GENERAL_NAME_value(entries, i);
    if (entry->type != GEN_DNS && entry->type != GEN_IPADD) continue;
    absl::StrAppend(&names, names.empty() ? "" : ", ",
                    entry->type == GEN_DNS ? TextOf(entry->d.dNSName)
                                           : AddressOf(entry->d.iPAddress));
  }
  GENERAL_NAMES_free(entries);
  return names.empty() ? "no host at all" : names;
}

std::string SubjectOf(X509* certificate) {
  char text[256] = "";
  X509_NAME_oneline(X509_get_subject_name(certificate), text, sizeof(text));
  return text;
}

std::string RejectionOf(X509_STORE_CTX* store, const SSL* ssl) {
  X509* const certificate = X509_STORE_CTX_get_current_cert(store);
  const int error = X509_STORE_CTX_get_error(store);
  if (certificate != nullptr && (error == X509_V_ERR_HOSTNAME_MISMATCH ||
                                 error == X509_V_ERR_IP_ADDRESS_MISMATCH)) {
    X509_VERIFY_PARAM* const wanted =
        SSL_get0_param(const_cast<SSL*>(ssl));  // which only reads
    const char* host = X509_VERIFY_PARAM_get0_host(wanted, 0);
    char* address =
        host == nullptr ? X509_VERIFY_PARAM_get1_ip_asc(wanted) : nullptr;
    std::string words = absl::StrCat(
        "the peer's certificate is not for ",
        host != nullptr ? host : (address != nullptr ? address : "this host"),
        ": it names ", NamesOf(certificate));
    OPENSSL_free(address);
    return words;
  }
  std::string words = absl::StrCat("the peer's certificate is not trusted: ",
                                   X509_verify_cert_error_string(error));
  if (certificate != nullptr) {
    absl::StrAppend(&words, " (", SubjectOf(certificate), ")");
  }
  return words;
}

int HandleVerify(int ok, X509_STORE_CTX* store) {
  if (ok == 1) return 1;
  auto* ssl = static_cast<SSL*>(
      X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()));
  auto words = std::make_unique<std::string>(RejectionOf(store, ssl));
  delete static_cast<std::string*>(SSL_get_ex_data(ssl, WordsIndex()));
  SSL_set_ex_data(ssl, WordsIndex(), words.release());
  return 0;
}

}  // namespace

std::string SslReason() {
  const unsigned long code = ERR_peek_last_error();  // NOLINT
  ERR_clear_error();
  if (ERR_SYSTEM_ERROR(code)) return std::strerror(ERR_GET_REASON(code));
  const char* const reason = ERR_reason_error_string(code);
  return reason != nullptr ? reason : "unknown error";
}

absl::Status TlsWords() {
  const std::string reason = SslReason();
  std::string words = absl::StrCat("TLS: ", reason);
  if (absl::StrContains(reason, "certificate required")) {
    absl::StrAppend(&words,
                    ": the router wants a client certificate (cert_file and "
                    "key_file)");
  }
  return absl::FailedPreconditionError(words);
}

absl::Status TlsHandshakeWords(ssl_st* ssl) {
  const auto* rejection =
      static_cast<const std::string*>(SSL_get_ex_data(ssl, WordsIndex()));
  if (rejection != nullptr) {
    ERR_clear_error();
    return absl::FailedPreconditionError(
        absl::StrCat("TLS handshake: ", *rejection));
  }
  const int reason = ERR_GET_REASON(ERR_peek_last_error());
  if (reason == SSL_R_WRONG_VERSION_NUMBER || reason == SSL_R_HTTP_REQUEST) {
    ERR_clear_error();
    return absl::FailedPreconditionError(
        "TLS handshake: what answered does not speak TLS: its URL may begin "
        "with ws:// or tcp://");
  }
  return absl::FailedPreconditionError(
      absl::StrCat("TLS handshake: ", TlsWords().message().substr(5)));
}

absl::Status TlsCutWords(const absl::Status& error) {
  return absl::UnavailableError(absl::StrCat(
      "TLS handshake: ",
      error.ok() ? "the peer closed the connection" : error.message(),
      " instead of ending it: it may not speak TLS there"));
}

void VerifyInWords(ssl_ctx_st* context, int mode) {
  SSL_CTX_set_verify(context, mode, HandleVerify);
}

}  // namespace wampbridge::transport
