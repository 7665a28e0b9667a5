/*
 * Signs a message and encrypts it, in memory, over and over: what a program in C does with the library of OpenSSL.
 *
 *   seal SIGNER.pem SIGNER.key RECIPIENT.pem SIZE SECONDS gcm|cbc
 *
 * Prints how many messages, how many seconds and how many seconds of CPU.
 */
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const int FLAGS = CMS_STREAM | CMS_BINARY;

static double seconds(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return now.tv_sec + now.tv_nsec / 1e9;
}

static void require(int good, const char *what) {
    if (!good) {
        fprintf(stderr, "cannot %s\n", what);
        ERR_print_errors_fp(stderr);
        exit(1);
    }
}

static X509 *certificate(const char *file) {
    BIO *in = BIO_new_file(file, "r");
    require(in != NULL, file);
    X509 *found = PEM_read_bio_X509(in, NULL, NULL, NULL);
    require(found != NULL, file);
    BIO_free(in);
    return found;
}

static EVP_PKEY *private_key(const char *file) {
    BIO *in = BIO_new_file(file, "r");
    require(in != NULL, file);
    EVP_PKEY *found = PEM_read_bio_PrivateKey(in, NULL, NULL, NULL);
    require(found != NULL, file);
    BIO_free(in);
    return found;
}

static void seal(X509 *signer, EVP_PKEY *key, STACK_OF(X509) *recipients, const EVP_CIPHER *cipher,
                 const char *message, int size) {
    BIO *plain = BIO_new_mem_buf(message, size);
    BIO *signed_mail = BIO_new(BIO_s_mem());
    BIO *sealed = BIO_new(BIO_s_mem());
    CMS_ContentInfo *signature = CMS_sign(signer, key, NULL, plain, FLAGS | CMS_DETACHED);
    require(signature != NULL && SMIME_write_CMS(signed_mail, signature, plain, FLAGS | CMS_DETACHED), "sign");
    CMS_ContentInfo *envelope = CMS_encrypt(recipients, signed_mail, cipher, FLAGS);
    require(envelope != NULL && SMIME_write_CMS(sealed, envelope, signed_mail, FLAGS), "encrypt");
    CMS_ContentInfo_free(signature);
    CMS_ContentInfo_free(envelope);
    BIO_free(plain);
    BIO_free(signed_mail);
    BIO_free(sealed);
}

int main(int count, char **arguments) {
    require(count == 7, "go on without: SIGNER.pem SIGNER.key RECIPIENT.pem SIZE SECONDS gcm|cbc");
    X509 *signer = certificate(arguments[1]);
    EVP_PKEY *key = private_key(arguments[2]);
    STACK_OF(X509) *recipients = sk_X509_new_null();
    sk_X509_push(recipients, certificate(arguments[3]));
    int size = atoi(arguments[4]);
    double lasts = atof(arguments[5]);
    const EVP_CIPHER *cipher = strcmp(arguments[6], "gcm") == 0 ? EVP_aes_256_gcm() : EVP_aes_256_cbc();
    static const char HEAD[] = "Content-Type: text/plain; charset=us-ascii\r\n\r\n";
    static const char LINE[] = "The quick brown fox jumps over the lazy dog.\r\n";
    char *message = malloc(size + sizeof LINE);
    strcpy(message, HEAD);
    for (int at = sizeof HEAD - 1; at < size; at += sizeof LINE - 1) {
        memcpy(message + at, LINE, sizeof LINE);
    }
    seal(signer, key, recipients, cipher, message, size);
    double begin = seconds(CLOCK_MONOTONIC), used = seconds(CLOCK_PROCESS_CPUTIME_ID);
    long messages = 0;
    while (seconds(CLOCK_MONOTONIC) - begin < lasts) {
        seal(signer, key, recipients, cipher, message, size);
        messages++;
    }
    printf("%ld %.4f %.4f\n", messages, seconds(CLOCK_MONOTONIC) - begin, seconds(CLOCK_PROCESS_CPUTIME_ID) - used);
    return 0;
}
