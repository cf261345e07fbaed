package dev.kerasguard.server.tensor;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A tensor in the Java heap: elements in row-major order, little-endian, as a window of an array that it may share with
 * a request's body or with the other rows of a batch. Nobody writes to the array once the tensor exists.
 */
public final class HostTensor {

    private final String name;
    private final Datatype datatype;
    private final long[] shape;
    private final byte[] array;
    private final int offset;
    private final int length;

    /**
     * @param name as the signature has it
     * @param datatype of every element
     * @param shape dimensions, all known
     * @param array holds the elements
     * @param offset of the first element in the array, in bytes
     * @param length of all elements, in bytes
     * @throws IllegalArgumentException when shape and length do not agree
     */
    public HostTensor(String name, Datatype datatype, long[] shape, byte[] array, int offset, int length) {
        if (elements(shape) * datatype.bytes() != length) {
            throw new IllegalArgumentException(
                    name + " of shape " + Arrays.toString(shape) + " does not have " + length + " bytes");
        }
        this.name = name;
        this.datatype = datatype;
        this.shape = shape.clone();
        this.array = array;
        this.offset = offset;
        this.length = length;
    }

    /** Elements of a shape; {@link Integer#MAX_VALUE} at most, as a request cannot hold more. */
    public static long elements(long[] shape) {
        long elements = 1;
        for (long dimension : shape) {
            elements = elements != 0 && dimension > Integer.MAX_VALUE / elements
                    ? Integer.MAX_VALUE
                    : elements * dimension;
        }
        return elements;
    }

    /** As the signature has it. */
    public String name() {
        return name;
    }

    /** Of every element. */
    public Datatype datatype() {
        return datatype;
    }

    /** A copy of the dimensions. */
    public long[] shape() {
        return shape.clone();
    }

    /** Number of dimensions. */
    public int rank() {
        return shape.length;
    }

    /** One dimension. */
    public long dimension(int axis) {
        return shape[axis];
    }

    /** The first dimension; 1 for a scalar. */
    public long rows() {
        return shape.length == 0 ? 1 : shape[0];
    }

    /** Number of elements. */
    public int elements() {
        return length / datatype.bytes();
    }

    /** The array that holds the elements; read only. */
    public byte[] array() {
        return array;
    }

    /** Where the elements start in {@link #array()}. */
    public int offset() {
        return offset;
    }

    /** Bytes of all elements. */
    public int length() {
        return length;
    }

    /** The elements, little-endian. */
    public ByteBuffer buffer() {
        return ByteBuffer.wrap(array, offset, length)
                .slice()
                .order(ByteOrder.LITTLE_ENDIAN)
                .asReadOnlyBuffer()
                .order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Some rows of this tensor, sharing its array. */
    public HostTensor slice(int firstRow, int rows) {
        int rowBytes = shape[0] == 0 ? 0 : Math.toIntExact(length / shape[0]);
        long[] sliced = shape.clone();
        sliced[0] = rows;
        return new HostTensor(name, datatype, sliced, array, offset + firstRow * rowBytes, rows * rowBytes);
    }

    /** Puts together the rows of several answers, each a list of tensors of the same names. */
    public static List<HostTensor> concatenate(List<List<HostTensor>> pieces) {
        List<HostTensor> whole = new ArrayList<>();
        for (int i = 0; i < pieces.getFirst().size(); i++) {
            HostTensor first = pieces.getFirst().get(i);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream(first.length * pieces.size());
            long[] shape = first.shape();
            shape[0] = 0;
            for (List<HostTensor> piece : pieces) {
                HostTensor rows = piece.get(i);
                bytes.write(rows.array, rows.offset, rows.length);
                shape[0] += rows.rows();
            }
            whole.add(new HostTensor(first.name, first.datatype, shape, bytes.toByteArray(), 0, bytes.size()));
        }
        return whole;
    }

    /** Whether both agree in everything but the number of rows. */
    public boolean sameRowShape(HostTensor other) {
        return datatype == other.datatype
                && shape.length == other.shape.length
                && Arrays.equals(shape, 1, shape.length, other.shape, 1, shape.length);
    }

    @Override
    public String toString() {
        return name + " " + datatype + Arrays.toString(shape);
    }
}
